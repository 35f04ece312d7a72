CURL_OPTS=-k
curl $CURL_OPTS -u bot:$PASSWORD https://api.corp.example.com/sync
