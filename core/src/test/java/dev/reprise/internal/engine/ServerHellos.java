package dev.reprise.internal.engine;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.message.Extension;
import dev.reprise.internal.message.Extensions;
import dev.reprise.internal.message.ServerHello;

/** A ServerHello with one thing in it that is different. */
final class ServerHellos {
    private ServerHellos() {}

    static ServerHello with(ServerHello hello, Extensions extensions) {
        return new ServerHello(
                hello.legacyVersion(), hello.random(), hello.legacySessionIdEcho(), hello.cipherSuite(), extensions);
    }

    static ServerHello with(ServerHello hello, Extension extension) {
        return with(hello, hello.extensions().with(extension));
    }

    static ServerHello without(ServerHello hello, int type) {
        return with(hello, hello.extensions().without(type));
    }

    static ServerHello withSuite(ServerHello hello, CipherSuite suite) {
        return new ServerHello(
                hello.legacyVersion(), hello.random(), hello.legacySessionIdEcho(), suite, hello.extensions());
    }

    static ServerHello withSessionId(ServerHello hello, byte[] id) {
        return new ServerHello(hello.legacyVersion(), hello.random(), id, hello.cipherSuite(), hello.extensions());
    }

    static ServerHello withRandomEnd(ServerHello hello, byte[] end) {
        byte[] random = hello.random();
        System.arraycopy(end, 0, random, random.length - end.length, end.length);
        return new ServerHello(
                hello.legacyVersion(), random, hello.legacySessionIdEcho(), hello.cipherSuite(), hello.extensions());
    }

    static ServerHello withVersion(ServerHello hello, int version) {
        return new ServerHello(
                version, hello.random(), hello.legacySessionIdEcho(), hello.cipherSuite(), hello.extensions());
    }
}
