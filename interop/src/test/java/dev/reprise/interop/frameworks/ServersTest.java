package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import dev.reprise.interop.RepriseCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers of each framework: whom they resume, across processes, nodes and reloaded certificates, and whom they do not. What the first of two client
 * processes has got, the second offers.
 */
class ServersTest {
    private static final String FULL = "full none no_session_offered";
    private static final String RESUMED = "resumed psk resumed";

    private static final Visitor FIRST = new Visitor();
    private static final Visitor SECOND = new Visitor();

    @TempDir
    private Path directory;

    private final Balancer balancer = new Balancer();
    private Path secret;

    @BeforeEach
    void makeASecret() {
        secret = directory.resolve("secret");
        assertThat(RepriseCli.run("keys", "new-secret", secret.toString()).status())
                .isZero();
    }

    @AfterEach
    void close() {
        balancer.close();
    }

    @AfterAll
    static void end() {
        FIRST.close();
        SECOND.close();
    }

    private NodeOptions options(Credential credential, Path clientCa) {
        return new NodeOptions(secret, credential.certificate(), credential.key(), clientCa);
    }

    /** Each protocol has sessions of its own. */
    private Visited visit(Visitor visitor, Framework framework, String protocol, Credential identity) {
        FrameworkClient client = framework == Framework.GRPC ? FrameworkClient.GRPC : FrameworkClient.JAVA_NET_HTTP;
        return visitor.visit(client, protocol, balancer.port(), directory.resolve(protocol.replace("/", "")), identity);
    }

    /** In each protocol. */
    private void answered(Visitor visitor, Framework framework, Credential identity, String how) {
        for (String protocol : framework.protocols()) {
            visit(visitor, framework, protocol, identity).answered(protocol, how);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumeAcrossProcessesNodesAndReloadedCertificates(Framework framework) {
        try (Node one = Node.start(framework, options(Certificates.ec(), null));
                Node other = Node.start(framework, options(Certificates.ec(), null))) {
            balancer.to(one.port());
            answered(FIRST, framework, null, FULL);
            answered(SECOND, framework, null, RESUMED);
            balancer.to(other.port());
            answered(SECOND, framework, null, RESUMED);
            one.reload(options(Certificates.rsa(), null));
            balancer.to(one.port());
            answered(SECOND, framework, null, RESUMED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuseTheClientsOfAnAuthorityThatAReloadRemoved(Framework framework) throws IOException {
        Path both = directory.resolve("both.pem");
        Files.writeString(
                both,
                Files.readString(Certificates.authority())
                        + Files.readString(Certificates.stranger().certificate()));
        Path one = Certificates.authority();
        try (Node node = Node.start(framework, options(Certificates.ec(), both))) {
            balancer.to(node.port());
            answered(FIRST, framework, Certificates.stranger(), FULL);
            answered(SECOND, framework, Certificates.stranger(), RESUMED);
            node.reload(options(Certificates.ec(), one));
            for (String protocol : framework.protocols()) {
                visit(SECOND, framework, protocol, Certificates.stranger()).failed();
            }
            answered(SECOND, framework, Certificates.client(), FULL);
        }
    }
}
