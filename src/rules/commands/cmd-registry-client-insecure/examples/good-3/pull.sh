helm pull oci://reg.corp.example.com/charts/app --ca-file ca.crt
