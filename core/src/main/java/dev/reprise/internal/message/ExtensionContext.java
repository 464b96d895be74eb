package dev.reprise.internal.message;

/**
 * The messages that have extensions, told apart as far as an extension's data or its right to be there differ. Whether
 * a ServerHello is one of TLS 1.3 is told by its {@code supported_versions}.
 */
enum ExtensionContext {
    CLIENT_HELLO("ClientHello"),
    SERVER_HELLO("ServerHello"),
    HELLO_RETRY_REQUEST("HelloRetryRequest"),
    ENCRYPTED_EXTENSIONS("EncryptedExtensions"),
    CERTIFICATE_REQUEST("CertificateRequest"),
    CERTIFICATE("Certificate"),
    NEW_SESSION_TICKET("NewSessionTicket"),
    TLS12_SERVER_HELLO("ServerHello of TLS 1.2");

    private final String message;

    ExtensionContext(String message) {
        this.message = message;
    }

    /** What to call the message when talking to people. */
    @Override
    public String toString() {
        return message;
    }
}
