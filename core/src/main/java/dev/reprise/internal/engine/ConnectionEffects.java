package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.MasterSecret;
import dev.reprise.internal.crypto.Secret;
import dev.reprise.internal.handshake.ConnectionSummary;
import dev.reprise.internal.handshake.Effects;
import dev.reprise.internal.wire.AlertDescription;
import dev.reprise.session.TlsSession;

/** What states ask for, done under the inbound lock. */
final class ConnectionEffects implements Effects {
    private final Connection connection;
    private final InboundHalf inbound;
    private final Outlet outlet;
    private boolean changeCipherSpecSent;

    ConnectionEffects(Connection connection, InboundHalf inbound, Outlet outlet) {
        this.connection = connection;
        this.inbound = inbound;
        this.outlet = outlet;
    }

    @Override
    public void sendHandshake(byte[] encoded) {
        inbound.requireEndOfFlight();
        outlet.change(outbound -> outbound.handshake(encoded));
    }

    @Override
    public void sendCompatibilityChangeCipherSpec() {
        if (!changeCipherSpecSent) {
            changeCipherSpecSent = true;
            outlet.change(OutboundHalf::changeCipherSpec);
        }
    }

    @Override
    public void awaitChangeCipherSpec() {
        inbound.reader().deliverChangeCipherSpec();
    }

    @Override
    public void changeWriteKeys(CipherSuite suite, MasterSecret.Keys keys) {
        outlet.change(outbound -> {
            outbound.changeCipherSpec();
            outbound.keys(suite, keys);
        });
    }

    @Override
    public void changeReadKeys(CipherSuite suite, MasterSecret.Keys keys) {
        inbound.install(suite, keys);
    }

    @Override
    public void warn(AlertDescription description) {
        outlet.change(outbound -> outbound.warn(description));
    }

    @Override
    public void installReadKeys(CipherSuite suite, Secret trafficSecret) {
        inbound.install(suite, trafficSecret);
    }

    @Override
    public void installWriteKeys(CipherSuite suite, Secret trafficSecret) {
        outlet.change(outbound -> outbound.keys(suite, trafficSecret));
    }

    @Override
    public void updateReadKeys() {
        inbound.updateKeys();
    }

    @Override
    public void updateWriteKeys() {
        outlet.change(outbound -> outbound.updateKeys(false));
    }

    @Override
    public void limitPeerRecords(int limit) {
        outlet.change(outbound -> outbound.peerLimit(limit));
    }

    @Override
    public void limitOwnRecords(int limit) {
        inbound.reader().plaintextLimit(limit);
    }

    @Override
    public void skipEarlyData(long maxBytes) {
        inbound.reader().skipEarlyData(maxBytes);
    }

    @Override
    public void offerAnswered() {
        connection.offerAnswered();
    }

    @Override
    public void connected(ConnectionSummary decided) {
        inbound.reader().allowChangeCipherSpec(false);
        connection.established(decided);
    }

    @Override
    public void afterwards(Runnable work) {
        connection.afterwards(work);
    }

    @Override
    public void sessionReceived(TlsSession session) {
        connection.sessionReceived(session);
    }
}
