/**
 * FTPS: data connections that resume the control connection's session, as servers demand. The judge is the server, by its log: vsftpd and
 * ProFTPD, and Apache's FtpServer on Reprise.
 */
@NullMarked
package dev.reprise.interop.ftps;

import org.jspecify.annotations.NullMarked;
