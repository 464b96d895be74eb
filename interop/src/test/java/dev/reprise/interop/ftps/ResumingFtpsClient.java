package dev.reprise.interop.ftps;

import dev.reprise.Reprise;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPSClient;

/** An FTPSClient whose data connections resume the session of its control connection. */
class ResumingFtpsClient extends FTPSClient {
    ResumingFtpsClient(boolean implicit, SSLContext reprise) {
        super(implicit, reprise);
    }

    @Override
    protected void _prepareDataSocket_(Socket data) {
        if (data instanceof SSLSocket encrypted) { // after PROT C it is a plain one
            Reprise.resumeFrom(encrypted, (SSLSocket) _socket_).required();
        }
    }
}
