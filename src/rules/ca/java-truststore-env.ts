import { sh } from "../../model/help.ts"
import { rule } from "../rule.ts"

export const javaTruststoreEnv = rule({
  id: "java-truststore-env",
  family: "ca",
  level: "notice",
  summary: "javax.net.ssl.trustStore takes the place of Java's own trust store",
  citations: [
    {
      document: "Java Secure Socket Extension (JSSE) Reference Guide",
      section: "The default trust store",
      says: "If javax.net.ssl.trustStore is set, that file is used, and neither jssecacerts nor cacerts is.",
      url: "https://docs.oracle.com/en/java/javase/21/security/java-secure-socket-extension-jsse-reference-guide.html",
    },
  ],
  why: "The JVM then trusts nothing but what is in that file: calls to servers with public certificates fail with “PKIX path building failed”, unless the public roots were imported as well.",
  fix: "Import the CA into a copy of cacerts, and name that.",

  on: ["variable"],
  *check({ name, value }) {
    if (!options.test(name)) return
    const [, path] = /-Djavax\.net\.ssl\.trustStore=([^\s"']+)/.exec(value.value) ?? []
    if (path === undefined || /[{}$]/.test(path) || /\/cacerts$|^NONE$|^NUL$/.test(path)) return
    yield {
      message: `${name} makes ${path} the only trust store of the JVM: the public roots of cacerts are no longer trusted.`,
      help: [
        {
          do: "Build it from a copy of cacerts, so that the public roots stay:",
          copy: sh(
            `cp "$JAVA_HOME/lib/security/cacerts" ${path}`,
            `keytool -importcert -noprompt -keystore ${path} -storepass changeit -alias corp -file corp.crt`,
          ),
          verify: `keytool -list -keystore ${path} -storepass changeit | grep -c trustedCertEntry (more than 100)`,
        },
      ],
      at: value,
      identity: path,
    }
  },
})

const options =
  /^(JAVA_TOOL_OPTIONS|_?JAVA_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS\w*|\w+_JAVA_OPTS|MAVEN_OPTS|GRADLE_OPTS|CATALINA_OPTS|\w*JVM_OPTS|\w*JVM_ARGS|KAFKA_OPTS|SBT_OPTS)$/
