package dev.reprise.interop.applications;

import dev.reprise.Reprise;
import dev.reprise.session.Resumption;
import java.io.IOException;
import java.net.Socket;
import java.util.Objects;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/** The driver's own factory, which takes the JVM's first provider; its last socket can be asked, which the driver hands out nowhere. */
public final class PostgresSockets extends LibPQFactory {
    private static @Nullable SSLSocket last;

    /** The driver makes it. */
    public PostgresSockets(Properties properties) throws PSQLException {
        super(properties);
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        Socket made = super.createSocket(socket, host, port, autoClose);
        last = (SSLSocket) made;
        return made;
    }

    static Resumption resumption() {
        return Reprise.resumption(Objects.requireNonNull(last));
    }
}
