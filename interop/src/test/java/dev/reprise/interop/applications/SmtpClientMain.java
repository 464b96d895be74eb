package dev.reprise.interop.applications;

import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.interop.HandshakeLine;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * A process that sends a message by Angus Mail over each port that it is told, and ends. How its connections came about is printed by a listener:
 * the library hands out no socket.
 */
public final class SmtpClientMain {
    private SmtpClientMain() {}

    /** AUTHORITY SESSIONS VERSION, and then {@code smtps} or {@code smtp}, which is STARTTLS, before each PORT. */
    public static void main(String[] arguments) throws Exception {
        SSLSocketFactory sockets = Reprise.client()
                .trust(Path.of(arguments[0]))
                .versions(arguments[2])
                .sessions(SessionStores.clientDirectory(Path.of(arguments[1])))
                .listener(event -> System.out.println(HandshakeLine.of(event)))
                .build()
                .getSocketFactory();
        for (int i = 3; i < arguments.length; i += 2) {
            send(sockets, arguments[i], arguments[i + 1]);
        }
    }

    private static void send(SSLSocketFactory sockets, String protocol, String port) throws Exception {
        Properties properties = new Properties();
        properties.put("mail." + protocol + ".host", "localhost");
        properties.put("mail." + protocol + ".port", port);
        properties.put("mail." + protocol + ".ssl.socketFactory", sockets);
        properties.put("mail.smtp.starttls.required", "true");
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("one@interop.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("other@interop.test"));
        message.setSubject(protocol);
        message.setText("hello");
        message.saveChanges();
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }
}
