package dev.reprise.bogo;

import dev.reprise.internal.engine.Connection;
import dev.reprise.internal.engine.ConnectionListener;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.message.ProtocolVersion;
import dev.reprise.internal.wire.TlsFault;
import dev.reprise.session.TlsSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection: handshake, what is looked at afterwards, echo, end. */
final class Exchange implements ConnectionListener, AutoCloseable {
    private static final byte[] GREETING = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final int READ_SIZE = 512;
    private static final int[] RECORD_SIZES = {
        0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769,
    };

    private final Options options;
    private final boolean isResumption;
    private final TestVerifier verifier;
    private final Endpoints endpoints;
    private final SocketWire wire;
    private int sessions;

    private Exchange(Options options, boolean isResumption, Endpoints endpoints) throws IOException {
        this.options = options;
        this.isResumption = isResumption;
        this.endpoints = endpoints;
        this.verifier = new TestVerifier(options);
        this.wire = SocketWire.to(options, endpoints.connection(options, verifier, this));
    }

    /**
     * @return how many sessions the server issued
     * @throws TlsFault if the connection fails
     * @throws Complaint if it comes to something else than was expected
     */
    static int run(Options options, boolean isResumption, Endpoints endpoints) throws IOException {
        try (Exchange exchange = new Exchange(options, isResumption, endpoints)) {
            exchange.run();
            return exchange.sessions;
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private void run() throws IOException {
        if (!options.has(Flag.IMPLICIT_HANDSHAKE)) {
            wire.handshake();
            new Expectations(options, isResumption).check(wire.connection(), verifier);
            checkSessionsAfterHandshake();
        }
        if (options.has(Flag.HANDSHAKE_TWICE) || options.has(Flag.NO_OP_EXTRA_HANDSHAKE)) {
            wire.handshake();
        }
        talk();
        checkSessionsAtTheEnd();
        end();
    }

    private ConnectionSummary summary() {
        return wire.connection().summary().orElseThrow();
    }

    // ---------------------------------------------------------------- talk

    private void talk() throws IOException {
        int material = options.number(Flag.EXPORT_KEYING_MATERIAL, 0);
        if (material > 0) {
            wire.write(export(material));
        }
        if (options.has(Flag.WRITE_DIFFERENT_RECORD_SIZES)) {
            for (int size : RECORD_SIZES) {
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) 0x42);
                wire.write(data);
            }
            return;
        }
        boolean unfinished = options.has(Flag.READ_WITH_UNFINISHED_WRITE);
        if (unfinished) {
            wire.writeFirstByteOf(GREETING);
        } else if (options.has(Flag.SHIM_WRITES_FIRST)) {
            wire.write(GREETING);
        }
        if (!options.has(Flag.SHIM_SHUTS_DOWN)) {
            echo();
        }
    }

    private void echo() throws IOException {
        int size = options.number(Flag.READ_SIZE, READ_SIZE);
        for (byte[] data = wire.read(size); data.length > 0; data = wire.read(size)) {
            if (options.has(Flag.USE_EXPORTER_BETWEEN_READS)) {
                summary().exporter().export("", null, 1);
            }
            for (int i = 0; i < data.length; i++) {
                data[i] ^= (byte) 0xff;
            }
            wire.write(data);
        }
    }

    private byte[] export(int length) {
        byte[] context = options.text(Flag.EXPORT_CONTEXT).orElse("").getBytes(StandardCharsets.ISO_8859_1);
        return summary()
                .exporter()
                .export(
                        options.text(Flag.EXPORT_LABEL).orElse(""),
                        options.has(Flag.USE_EXPORT_CONTEXT) ? context : null,
                        length);
    }

    private void end() throws IOException {
        Connection connection = wire.connection();
        if (!options.has(Flag.CHECK_CLOSE_NOTIFY)) {
            return;
        }
        if (options.has(Flag.SHIM_SHUTS_DOWN)) {
            wire.closeOutbound();
            while (!connection.isInboundDone()) {
                wire.read(READ_SIZE);
            }
        }
        if (!wire.peerSaidGoodbye()) {
            throw new Complaint("the peer did not say close_notify");
        }
        wire.closeOutbound();
    }

    // ---------------------------------------------------------------- sessions

    /** In TLS 1.2 a session comes with the handshake. */
    private void checkSessionsAfterHandshake() {
        if (!isResumption && options.has(Flag.EXPECT_SESSION_ID) != options.has(Flag.EXPECT_NO_SESSION_ID)) {
            checkKept(options.has(Flag.EXPECT_SESSION_ID));
        }
        if (!options.has(Flag.SERVER) && summary().version() == ProtocolVersion.TLS12) {
            boolean renewed = options.has(Flag.EXPECT_TICKET_RENEWAL);
            checkSessions(!summary().resumption().resumed() || renewed);
        }
    }

    /** In TLS 1.3 after it. */
    private void checkSessionsAtTheEnd() {
        if (!options.has(Flag.SERVER) && summary().version() == ProtocolVersion.TLS13) {
            checkSessions(!options.has(Flag.SHIM_SHUTS_DOWN));
        }
    }

    /** Whether a server keeps the session itself, under an ID. */
    private void checkKept(boolean expected) {
        if (expected != endpoints.keepsSessions()) {
            throw new Complaint(expected ? "no session is kept" : "a session is kept");
        }
    }

    private void checkSessions(boolean expected) {
        if ((expected && !options.has(Flag.EXPECT_NO_SESSION)) != (sessions > 0)) {
            throw new Complaint("the server issued " + sessions + " sessions");
        }
    }

    @Override
    public void connected(Connection connection, ConnectionSummary summary) {}

    @Override
    public void failed(Connection connection, TlsFault fault) {}

    @Override
    public void sessionReceived(Connection connection, TlsSession session) {
        if (endpoints.isNew(session)) {
            sessions++;
        }
    }
}
