package dev.reprise;

import dev.reprise.testing.TestPki;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Builders over the tests' certificates. */
final class Contexts {
    static final TestPki PKI = TestPki.shared();

    private Contexts() {}

    /** A server on localhost with a key on P-256. */
    static ServerBuilder server() {
        return Reprise.server().identity(PKI.serverEc().keyStore(), TestPki.PASSWORD);
    }

    /** A client that trusts the tests' authority and has a pool of its own. */
    static ClientBuilder client() {
        return Reprise.client().trust(PKI.trustStore()).sessions(SessionStores.clientMemory());
    }

    /** The JDK's own, for both sides. */
    static SSLContext jdk() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3", "SunJSSE");
        context.init(new KeyManager[] {PKI.serverEc().keyManager()}, new TrustManager[] {PKI.trustManager()}, null);
        return context;
    }
}
