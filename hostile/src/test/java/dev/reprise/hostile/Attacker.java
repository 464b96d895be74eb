package dev.reprise.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.rub.nds.tlsattacker.core.config.Config;
import de.rub.nds.tlsattacker.core.connection.InboundConnection;
import de.rub.nds.tlsattacker.core.connection.OutboundConnection;
import de.rub.nds.tlsattacker.core.constants.AlertDescription;
import de.rub.nds.tlsattacker.core.constants.AlertLevel;
import de.rub.nds.tlsattacker.core.constants.ProtocolMessageType;
import de.rub.nds.tlsattacker.core.constants.RunningModeType;
import de.rub.nds.tlsattacker.core.layer.context.TlsContext;
import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.AlertMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import de.rub.nds.tlsattacker.core.record.Record;
import de.rub.nds.tlsattacker.core.record.cipher.RecordCipherFactory;
import de.rub.nds.tlsattacker.core.state.State;
import de.rub.nds.tlsattacker.core.workflow.DefaultWorkflowExecutor;
import de.rub.nds.tlsattacker.core.workflow.WorkflowTrace;
import de.rub.nds.tlsattacker.core.workflow.action.GenericReceiveAction;
import de.rub.nds.tlsattacker.core.workflow.action.MessageAction;
import de.rub.nds.tlsattacker.core.workflow.action.ReceiveTillAction;
import de.rub.nds.tlsattacker.core.workflow.action.ReceivingAction;
import de.rub.nds.tlsattacker.core.workflow.action.ResetConnectionAction;
import de.rub.nds.tlsattacker.core.workflow.action.SendAction;
import de.rub.nds.tlsattacker.core.workflow.action.executor.ActionOption;
import de.rub.nds.tlsattacker.transport.tcp.ClientTcpTransportHandler;
import de.rub.nds.tlsattacker.transport.tcp.ServerTcpTransportHandler;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** TLS-Attacker, one step at a time. It keeps its sessions from one connection to the next. */
final class Attacker implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int ALERT_LENGTH = 2;

    private final State state;
    private final String alias;
    private final List<ProtocolMessage> received = new ArrayList<>();
    private final List<Record> receivedRecords = new ArrayList<>();
    private int lookedAt;

    private Attacker(State state, String alias) {
        this.state = state;
        this.alias = alias;
    }

    /** Connects to a server of ours. */
    static Attacker client(Config config, int port) {
        OutboundConnection connection = new OutboundConnection("client", port, "127.0.0.1");
        connection.setIp("127.0.0.1");
        connection.setTimeout(TIMEOUT_MILLIS);
        connection.setConnectionTimeout(TIMEOUT_MILLIS);
        connection.setUseIpv6(false);
        config.setDefaultClientConnection(connection);
        config.setDefaultRunningMode(RunningModeType.CLIENT);
        Attacker attacker = new Attacker(new State(config, new WorkflowTrace()), "client");
        attacker.state.getContext().setTransportHandler(new TappedClient(connection));
        attacker.open();
        return attacker;
    }

    /** Takes the next connection that comes to the listener. */
    static Attacker server(Config config, ServerSocket listener) {
        InboundConnection connection = new InboundConnection("server", listener.getLocalPort());
        connection.setTimeout(TIMEOUT_MILLIS);
        config.setDefaultServerConnection(connection);
        config.setDefaultRunningMode(RunningModeType.SERVER);
        Attacker attacker = new Attacker(new State(config, new WorkflowTrace()), "server");
        attacker.state.getContext().setTransportHandler(new TappedServer(listener));
        attacker.open();
        return attacker;
    }

    private void open() {
        try {
            new DefaultWorkflowExecutor(state).initAllLayer();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    TlsContext context() {
        return state.getTlsContext();
    }

    Config config() {
        return state.getConfig();
    }

    /** The ticket of TLS 1.3 that it got. */
    byte[] ticket() {
        return context().getPskSets().get(0).getPreSharedKeyIdentity();
    }

    /** Sends messages, each in a record of its own. A peer that is gone by then is no error. */
    Attacker send(ProtocolMessage... messages) {
        return send(List.of(messages), List.of());
    }

    /** Says what is next in a handshake, and waits for its cue. */
    Attacker say(Line line) {
        send(line.message().get());
        ProtocolMessage cue = line.cue();
        return cue == null ? this : until(cue);
    }

    /** After a fault TLS-Attacker may lack what a later message is made of; then it says nothing. */
    Attacker sendIfItCan(ProtocolMessage message) {
        try {
            return send(message);
        } catch (RuntimeException e) {
            return this;
        }
    }

    /** Sends messages in these records. */
    Attacker send(List<ProtocolMessage> messages, List<Record> records) {
        SendAction action = new SendAction(alias, new ArrayList<>(messages));
        if (!records.isEmpty()) {
            action.setConfiguredRecords(new ArrayList<>(records));
        }
        action.addActionOption(ActionOption.MAY_FAIL);
        action.execute(state);
        return this;
    }

    /** Sends a record as it stands, protected or not as it is this peer's turn. */
    Attacker sendRecord(Record record) {
        return send(List.of(), List.of(record));
    }

    /** Sends bytes past all layers. */
    Attacker sendRaw(byte[] bytes) {
        try {
            state.getContext().getTransportHandler().sendData(bytes);
        } catch (IOException e) {
            // the peer is gone; what it did says more
        }
        return this;
    }

    /** Has all that is sent meanwhile leave in one write. */
    Attacker atOnce(Runnable sending) {
        Outlet outlet = ((Tapped) state.getContext().getTransportHandler()).outlet();
        outlet.hold();
        try {
            sending.run();
        } finally {
            release(outlet);
        }
        return this;
    }

    private static void release(Outlet outlet) {
        try {
            outlet.release();
        } catch (IOException e) {
            // the peer is gone; what it did says more
        }
    }

    /**
     * Reads until such a message came, or no more does. TLS-Attacker takes in whatever comes with the message that it waits for: what came
     * with the last is looked at first.
     */
    Attacker until(ProtocolMessage message) {
        if (!lookFor(message)) {
            receive(new ReceiveTillAction(alias, message));
            lookFor(message);
        }
        return this;
    }

    private boolean lookFor(ProtocolMessage message) {
        for (int i = lookedAt; i < received.size(); i++) {
            if (received.get(i).getClass() == message.getClass()) {
                lookedAt = i + 1;
                return true;
            }
        }
        lookedAt = received.size();
        return false;
    }

    /** Reads until the connection ends. */
    Attacker untilTheEnd() {
        return receive(new GenericReceiveAction(alias));
    }

    private <A extends MessageAction & ReceivingAction> Attacker receive(A action) {
        action.execute(state);
        List<ProtocolMessage> messages = action.getReceivedMessages();
        if (messages != null) {
            received.addAll(messages);
        }
        List<Record> records = action.getReceivedRecords();
        if (records != null) {
            receivedRecords.addAll(records);
        }
        return this;
    }

    /** Says close_notify, and waits for the end. */
    Attacker goodbye() {
        AlertMessage alert = new AlertMessage();
        alert.setConfig(AlertLevel.WARNING, AlertDescription.CLOSE_NOTIFY);
        return send(alert).untilTheEnd();
    }

    /** Says application data, so that the other side has something to answer, and goodbye. */
    Attacker talk() {
        return send(new ApplicationMessage()).goodbye();
    }

    /** Writes without protection from now on. */
    Attacker unprotected() {
        context().getRecordLayer().updateEncryptionCipher(RecordCipherFactory.getNullCipher(context()));
        return this;
    }

    /** Says no more, without close_notify, and waits until the other side has seen all and ended too; the state of the connection stays. */
    Attacker hangUp() {
        Tapped connection = (Tapped) state.getContext().getTransportHandler();
        connection.endOutput();
        connection.tap().drain();
        try {
            state.getContext().getTransportHandler().closeClientConnection();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Ends this connection and makes the next. */
    Attacker reconnect() {
        received.clear();
        receivedRecords.clear();
        lookedAt = 0;
        new ResetConnectionAction(alias).execute(state);
        return this;
    }

    /** The messages received on this connection. */
    List<ProtocolMessage> received() {
        return received;
    }

    /**
     * That the other side's last word was this alert. TLS-Attacker does not always have the keys to read it, once something was wrong: then
     * it was a record of an alert's length, and what TLS-Attacker takes for its content is longer than an alert.
     */
    void heard(String alert) {
        Tap tap = ((Tapped) state.getContext().getTransportHandler()).tap();
        tap.drain();
        assertThat(tap.endsWithAlert(codeOf(alert)))
                .as("the last record is the alert %s", alert)
                .isTrue();
        for (Record record : receivedRecords) {
            byte[] content = record.getCleanProtocolMessageBytes().getValue();
            if (record.getContentMessageType() == ProtocolMessageType.ALERT
                    && content.length == ALERT_LENGTH
                    && content[0] == AlertLevel.FATAL.getValue()) {
                assertThat(content[1]).as("the alert that TLS-Attacker read").isEqualTo((byte) codeOf(alert));
            }
        }
    }

    private static int codeOf(String alert) {
        return AlertDescription.valueOf(alert.toUpperCase(Locale.ROOT)).getValue();
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        try {
            state.getContext().getTransportHandler().closeConnection();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its records are small, and are not to wait for each other's acknowledgement. */
    private static final class TappedClient extends ClientTcpTransportHandler implements Tapped {
        private @Nullable Tap tap;
        private @Nullable Outlet outlet;

        TappedClient(OutboundConnection connection) {
            super(connection);
        }

        @Override
        public void initialize() throws IOException {
            super.initialize();
            socket.setTcpNoDelay(true);
            tap = new Tap(socket.getInputStream());
            outlet = new Outlet(socket.getOutputStream());
            setStreams(new PushbackInputStream(tap), outlet);
        }

        @Override
        public Tap tap() {
            return Objects.requireNonNull(tap);
        }

        @Override
        public Outlet outlet() {
            return Objects.requireNonNull(outlet);
        }

        @Override
        public void endOutput() {
            Attacker.endOutput(socket);
        }
    }

    private static final class TappedServer extends ServerTcpTransportHandler implements Tapped {
        private @Nullable Tap tap;
        private @Nullable Outlet outlet;

        TappedServer(ServerSocket listener) {
            super(TIMEOUT_MILLIS, TIMEOUT_MILLIS, listener);
        }

        @Override
        public void initialize() throws IOException {
            super.initialize();
            socket.setTcpNoDelay(true);
            tap = new Tap(socket.getInputStream());
            outlet = new Outlet(socket.getOutputStream());
            setStreams(new PushbackInputStream(tap), outlet);
        }

        @Override
        public Tap tap() {
            return Objects.requireNonNull(tap);
        }

        @Override
        public Outlet outlet() {
            return Objects.requireNonNull(outlet);
        }

        @Override
        public void endOutput() {
            Attacker.endOutput(socket);
        }
    }

    private interface Tapped {
        Tap tap();

        Outlet outlet();

        void endOutput();
    }

    private static void endOutput(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // it ended before
        }
    }
}
