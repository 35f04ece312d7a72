keytool -printcert -rfc -sslserver git.corp.example.com > git.pem
keytool -importcert -file git.pem -keystore cacerts -noprompt
