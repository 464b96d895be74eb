package dev.reprise.interop.frameworks;

/** A server of a framework on 127.0.0.1 that answers every request with {@link #ANSWER}; it lives as long as its process. */
interface FrameworkServer {
    String ANSWER = "hello";

    /** Starts it on a free port, which it returns. */
    int start(NodeOptions options) throws Exception;

    /** Goes on with another certificate or another client CA, the way the framework does that. */
    void reload(NodeOptions options) throws Exception;
}
