package dev.reprise.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** What TLS-Attacker writes to, which can hold it back for a while so that much leaves in one write. */
final class Outlet extends OutputStream {
    private final OutputStream out;
    private @Nullable ByteArrayOutputStream held;

    Outlet(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
        (held == null ? out : held).write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        (held == null ? out : held).write(bytes, offset, length);
    }

    void hold() {
        held = new ByteArrayOutputStream();
    }

    void release() throws IOException {
        @Nullable ByteArrayOutputStream all = held;
        held = null;
        if (all != null) {
            all.writeTo(out);
        }
    }
}
