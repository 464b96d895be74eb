package dev.reprise.cli.connect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of an answer. */
final class CountingInput extends FilterInputStream {
    private long count;
    private boolean atEnd;

    CountingInput(InputStream in) {
        super(in);
    }

    /** The bytes read so far. */
    long count() {
        return count;
    }

    /** Whether the other side said that nothing more will come. */
    boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count += b < 0 ? 0 : 1;
        atEnd |= b < 0;
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        count += Math.max(read, 0);
        atEnd |= read < 0;
        return read;
    }
}
