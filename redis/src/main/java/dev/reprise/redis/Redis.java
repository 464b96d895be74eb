package dev.reprise.redis;

import dev.reprise.session.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: one connection that all threads share, no wait without an end, no call that is made twice, no failure that is not a {@link StoreException}.
 *
 * <p>A connection that is gone is made anew by the next call, as is one over which nothing comes back: whose packets a network swallows would say nothing for
 * a quarter of an hour.
 */
final class Redis implements AutoCloseable {
    /** How long a call waits unless said otherwise: 100 ms. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    /** How long a connection may take to be made, beside the calls that wait for it, unless a call waits longer. */
    private static final Duration CONNECTING = Duration.ofSeconds(2);

    /** After this long without an answer to any call a connection is given up. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final RedisLine line;
    private final Duration patience;
    private final Duration connecting;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable RedisConnection current;
    private @Nullable CompletableFuture<RedisConnection> begun;
    private volatile boolean closed;

    Redis(RedisLine line, Duration patience) {
        if (patience.compareTo(Duration.ofMillis(1)) < 0 || patience.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "a patience of " + patience + ": expected at least a millisecond and at most a minute");
        }
        this.line = line;
        this.patience = patience;
        this.connecting = connecting(patience);
    }

    /** How long a connection may take to be made for calls of that patience. */
    static Duration connecting(Duration patience) {
        return patience.compareTo(CONNECTING) > 0 ? patience : CONNECTING;
    }

    /** Connects and asks a first time, more patiently than any client waits. Where that fails each call tries again: a node starts also while its store is down. */
    <T extends @Nullable Object> void begin(Command<T> first) {
        long deadline = System.nanoTime() + connecting.toNanos();
        try {
            answer(connection(deadline), first, deadline);
        } catch (StoreException | RedisException unavailable) {
            // Each call says so.
        }
    }

    /** A command, sent. Its answer is waited for. */
    interface Command<T extends @Nullable Object>
            extends Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> {}

    <T extends @Nullable Object> T ask(Command<T> command) throws StoreException {
        long deadline = System.nanoTime() + patience.toNanos();
        RedisConnection connection = connection(deadline);
        try {
            return answer(connection, command, deadline);
        } catch (RedisException failure) {
            throw failed(failure);
        }
    }

    /** A command whose answer is a number. */
    long count(Command<Long> command) throws StoreException {
        return number(ask(command));
    }

    /** Nothing, where a number should be, is an answer that only something else than Redis gives. */
    private long number(@Nullable Long answer) throws StoreException {
        if (answer == null) {
            throw new StoreException(this + ": answers nothing where a number is expected");
        }
        return answer;
    }

    /** Runs a script on one key: by its hash, or as a whole where the server does not know it yet. A server that did not know it has done nothing. */
    long run(Script script, byte[] key, byte[]... arguments) throws StoreException {
        long deadline = System.nanoTime() + patience.toNanos();
        RedisConnection connection = connection(deadline);
        byte[][] keys = {key};
        try {
            return number(answer(
                    connection,
                    commands -> commands.<Long>evalsha(script.hash(), ScriptOutputType.INTEGER, keys, arguments),
                    deadline));
        } catch (RedisNoScriptException unknown) {
            try {
                return number(answer(
                        connection,
                        commands -> commands.<Long>eval(script.text(), ScriptOutputType.INTEGER, keys, arguments),
                        deadline));
            } catch (RedisException failure) {
                throw failed(failure);
            }
        } catch (RedisException failure) {
            throw failed(failure);
        }
    }

    /** @throws RedisException if the server refuses, or cannot be asked */
    private <T extends @Nullable Object> T answer(RedisConnection connection, Command<T> command, long deadline)
            throws StoreException {
        connection.asks();
        Future<T> answer = command.apply(connection.commands());
        try {
            T value = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            connection.answered();
            return value;
        } catch (TimeoutException slow) {
            answer.cancel(true); // what was not sent yet is not sent any more
            if (connection.isSilentFor(SILENCE)) {
                giveUp(connection);
            }
            throw new StoreException(this + ": no answer within " + patience.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreException(this + ": interrupted");
        } catch (CancellationException gone) { // as Lettuce ends what it had not sent when a connection is closed
            throw new StoreException(this + ": the connection was closed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refused) {
                connection.answered();
                if (isOfAnother(refused)) {
                    giveUp(connection);
                }
                throw refused;
            }
            if (e.getCause() instanceof RedisException failure) {
                throw failure;
            }
            throw new RedisException(e.getCause());
        }
    }

    /** Whether the server is none that takes writes any more: whoever connects anew may find the one that does. */
    private static boolean isOfAnother(RedisCommandExecutionException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("READONLY")
                || message.startsWith("MASTERDOWN")
                || message.contains("-READONLY "); // what a script met, as servers before 7.0 say it
    }

    private RedisConnection connection(long deadline) throws StoreException {
        try {
            return attempt().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            throw new StoreException(this + ": no connection yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(this + ": interrupted");
        } catch (CancellationException ended) {
            throw new StoreException(this + ": the client does not connect any more");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    /** The connection, or the one attempt to make it. */
    private CompletableFuture<RedisConnection> attempt() throws StoreException {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(this + " is closed");
            }
            RedisConnection known = current;
            if (known != null) {
                if (known.isUsable()) {
                    return CompletableFuture.completedFuture(known);
                }
                current = null;
                known.close();
            }
            CompletableFuture<RedisConnection> attempt = begun;
            return attempt != null ? attempt : connect();
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<RedisConnection> connect() {
        CompletableFuture<RedisConnection> attempt = new CompletableFuture<>();
        begun = attempt;
        CompletionStage<RedisConnection> outcome = attempt;
        outcome.whenComplete((connection, failure) -> end(connection));
        try {
            line.connect().whenComplete((connection, failure) -> {
                if (failure != null) {
                    attempt.completeExceptionally(failure);
                } else if (!attempt.complete(connection)) {
                    connection.close(); // too late
                }
            });
        } catch (RuntimeException failure) {
            attempt.completeExceptionally(failure);
        }
        return attempt.orTimeout(connecting.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(@Nullable RedisConnection connection) {
        lock.lock();
        try {
            begun = null;
            if (connection != null && closed) {
                connection.close();
            } else {
                current = connection;
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(RedisConnection connection) {
        lock.lock();
        try {
            if (current == connection) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }

    /** Says what happened at the bottom of it, without any password. */
    private StoreException failed(@Nullable Throwable failure) {
        @Nullable Throwable cause = failure;
        while (cause != null && cause.getCause() != null && isWrapping(cause)) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return new StoreException(this + ": no connection within " + connecting.toMillis() + " ms");
        }
        String message = cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
        return new StoreException(this + ": " + line.discreet(message));
    }

    private static boolean isWrapping(Throwable failure) {
        return failure instanceof RedisException
                || failure instanceof ExecutionException
                || failure instanceof CompletionException;
    }

    @Override
    public void close() {
        RedisConnection last;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = current;
            current = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close().thenRun(line::close);
        } else {
            line.close();
        }
    }

    void requireOpen() throws StoreException {
        if (closed) {
            throw new StoreException(this + " is closed");
        }
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
