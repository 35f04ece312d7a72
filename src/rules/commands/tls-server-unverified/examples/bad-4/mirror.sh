oc image mirror --insecure registry.corp.example.com/a registry.corp.example.org/a
