package dev.reprise.internal.crypto;

import org.jspecify.annotations.Nullable;

/** TLS 1.2's exporter (RFC 5705): the master secret, and the randoms of the connection. */
public final class Tls12Exporter implements Exporter {
    private final MasterSecret master;
    private final byte[] clientRandom;
    private final byte[] serverRandom;

    /** @param master taken over: {@link #destroy} ends it */
    public Tls12Exporter(MasterSecret master, byte[] clientRandom, byte[] serverRandom) {
        this.master = master;
        this.clientRandom = clientRandom.clone();
        this.serverRandom = serverRandom.clone();
    }

    @Override
    public byte[] export(String label, byte @Nullable [] context, int length) {
        return master.export(label, context, clientRandom, serverRandom, length);
    }

    @Override
    public void destroy() {
        master.destroy();
    }
}
