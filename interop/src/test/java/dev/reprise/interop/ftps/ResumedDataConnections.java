package dev.reprise.interop.ftps;

import dev.reprise.Reprise;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.impl.USER;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.impl.IODataConnectionFactory;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;

/** The data connections of one session of Apache FtpServer: one that does not resume the control connection is closed, and the client gets a 425. */
final class ResumedDataConnections extends IODataConnectionFactory {
    private static final String ATTRIBUTE = "org.apache.ftpserver.data-connection";

    private final FtpIoSession session;
    private final RepriseSslConfiguration tls;

    private ResumedDataConnections(FtpServerContext context, FtpIoSession session, RepriseSslConfiguration tls) {
        super(context, session);
        this.session = session;
        this.tls = tls;
        setServerControlAddress(((InetSocketAddress) session.getLocalAddress()).getAddress());
    }

    /** The command USER, which each session begins with: from then on its data connections are these. */
    static Command user(RepriseSslConfiguration tls) {
        return (session, context, request) -> {
            if (!(session.getAttribute(ATTRIBUTE) instanceof ResumedDataConnections)) {
                session.setAttribute(ATTRIBUTE, new ResumedDataConnections(context, session, tls));
            }
            new USER().execute(session, context, request);
        };
    }

    @Override
    public DataConnection openConnection() throws Exception {
        DataConnection connection = super.openConnection(); // makes the handshake
        SSLSocket data = tls.takeSocket();
        if (isSecure() && !resumesControl(data)) {
            closeDataConnection();
            throw new SSLHandshakeException("the data connection does not resume the control connection's session");
        }
        return connection;
    }

    private boolean resumesControl(@Nullable SSLSocket data) {
        return data != null
                && session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession control
                && Reprise.resumption(data).isResumptionOf(Reprise.resumption(control));
    }
}
