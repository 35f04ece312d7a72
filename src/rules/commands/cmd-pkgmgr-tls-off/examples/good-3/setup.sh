# pip install --trusted-host pypi.corp.example.com app
echo pip install --trusted-host x
