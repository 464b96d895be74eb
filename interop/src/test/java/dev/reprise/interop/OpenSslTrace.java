package dev.reprise.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads connections off what {@code openssl s_server -trace} prints: every handshake message with its fields. A
 * handshake in which the server sent no Certificate was resumed.
 */
final class OpenSslTrace {
    private static final Pattern MESSAGE = Pattern.compile(" {4}([A-Z]\\w+), Length=\\d+");
    private static final Pattern CIPHER = Pattern.compile(" +cipher_suite \\{.*} (\\S+)");
    /** In the ServerKeyExchange of TLS 1.2. */
    private static final Pattern CURVE = Pattern.compile(" +named_curve: .*\\((\\d+)\\)");

    private static final Pattern GROUP = Pattern.compile(" +NamedGroup: .*\\((\\d+)\\)");
    private static final Pattern SUBJECT = Pattern.compile(" +Subject: (.*)");
    /** RFC 9846 section 4.1.3: the random of a HelloRetryRequest begins like this. */
    private static final Pattern RETRY_RANDOM = Pattern.compile(" +gmt_unix_time=0xCF21AD74");

    private final List<Seen> seen = new ArrayList<>();
    private boolean sent;
    private String message = "";
    private boolean alpnFollows;
    private boolean retrying;
    private boolean certificateSent;
    private boolean retried;
    private @Nullable String protocol;
    private @Nullable String cipher;
    private @Nullable String group;
    private @Nullable String alpn;
    private @Nullable String client;

    private OpenSslTrace() {}

    /** The connections whose handshakes the client's Finished has completed. */
    static List<Seen> connections(List<String> lines) {
        OpenSslTrace trace = new OpenSslTrace();
        lines.forEach(trace::read);
        return trace.seen;
    }

    private void read(String line) {
        if (line.equals("Sent Record") || line.equals("Received Record")) {
            sent = line.startsWith("Sent");
            message = "";
            return;
        }
        Matcher begins = MESSAGE.matcher(line);
        if (begins.matches()) {
            begin(begins.group(1));
            return;
        }
        if (sent && message.equals("ServerHello")) {
            readServerHello(line);
            readAlpn(line);
        } else if (sent && message.equals("EncryptedExtensions")) {
            readAlpn(line);
        } else if (sent && message.equals("ServerKeyExchange")) {
            Matcher curve = CURVE.matcher(line);
            group = curve.matches() ? Seen.group(curve.group(1)) : group;
        } else if (!sent && message.equals("Certificate") && client == null) {
            Matcher subject = SUBJECT.matcher(line);
            client = subject.matches() ? OpenSsl.subject(subject.group(1)) : null;
        }
    }

    private void begin(String name) {
        message = name;
        if (sent && name.equals("Certificate")) {
            certificateSent = true;
        } else if (!sent && name.equals("ClientHello")) {
            retried = retrying;
            retrying = false;
            certificateSent = false;
            protocol = "TLSv1.2";
            cipher = null;
            group = null;
            alpn = null;
            client = null;
        } else if (!sent && name.equals("Finished")) {
            seen.add(new Seen(!certificateSent, protocol, cipher, group, alpn, client, retried));
        }
    }

    /** It stands in the EncryptedExtensions, in TLS 1.2 in the ServerHello. */
    private void readAlpn(String line) {
        if (alpnFollows) {
            alpn = line.strip();
        }
        alpnFollows = line.contains("extension_type=application_layer_protocol_negotiation");
    }

    private void readServerHello(String line) {
        Matcher suite = CIPHER.matcher(line);
        Matcher named = GROUP.matcher(line);
        if (RETRY_RANDOM.matcher(line).matches()) {
            retrying = true;
        } else if (suite.matches()) {
            cipher = suite.group(1);
        } else if (named.matches()) {
            group = Seen.group(named.group(1));
        } else if (line.strip().equals("TLS 1.3 (772)")) {
            protocol = "TLSv1.3";
        }
    }
}
