package dev.reprise.redis;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreProvider;
import java.util.Set;

/**
 * Opens stores and registers by where Redis is, each with a client of its own:
 *
 * <ul>
 *   <li>{@code redis://[USER:PASSWORD@]HOST[:PORT][/DB]}, one server
 *   <li>{@code redis-sentinel://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...][/DB]#MASTER}, the server that sentinels say is the master; the password is that server's
 *   <li>{@code redis-cluster://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]...]}, a cluster, of which some nodes are named
 * </ul>
 *
 * <p>With {@code rediss} instead of {@code redis} the connections are TLS, and the certificate has to name the host. Parameters stand behind a {@code ?}, before the {@code #}: {@code ca=PEM} is whom to trust (the JDK's roots
 * unless said), {@code cert=PEM} and {@code key=PEM} are who the node is, where the server asks; {@code timeout=MILLISECONDS} is how long a call waits (100 unless said); {@code prefix=NAME} is what the names of keys begin with ({@code reprise} unless said);
 * {@code sentinel-user=USER} and {@code sentinel-password=PASSWORD} are for the sentinels.
 */
public final class RedisStoreProvider implements StoreProvider {
    /** Made by {@link java.util.ServiceLoader}. */
    public RedisStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return RedisAddress.SCHEMES;
    }

    @Override
    public SessionStore sessionStore(String spec) {
        RedisAddress address = RedisAddress.of(spec);
        return new RedisSessionStore(OwnClient.of(address), address.patience(), address.prefix());
    }

    @Override
    public KeyRegister keyRegister(String spec) {
        RedisAddress address = RedisAddress.of(spec);
        return new RedisKeyRegister(OwnClient.of(address), address.patience(), address.prefix());
    }
}
