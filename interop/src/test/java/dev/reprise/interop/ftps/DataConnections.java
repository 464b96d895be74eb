package dev.reprise.interop.ftps;

import dev.reprise.Reprise;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Opens the data connections of one FTP session. */
record DataConnections(SSLContext reprise, SSLSocket control) {
    /** Its handshake is made with the first byte read or written, which comes behind the server's 150. */
    SSLSocket open(String host, int port) throws IOException {
        SSLSocket data = (SSLSocket) reprise.getSocketFactory().createSocket(host, port);
        Reprise.resumeFrom(data, control).required();
        return data;
    }
}
