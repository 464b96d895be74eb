package dev.reprise.cli;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What an exception says, as one plain line for people. */
public final class Explanation {
    private Explanation() {}

    /** One line, never empty, without the names of classes. */
    public static String of(Throwable thrown) {
        return plain(text(thrown));
    }

    /** The text on one line, without the names of classes that exceptions put before what their causes say. */
    static String plain(String sentence) {
        String text = sentence.replaceAll("\\b(?:[a-z][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error): ", "")
                .replaceAll("\\s+", " ")
                .strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        if (thrown instanceof FileSystemException file) {
            return file.getFile() + ": " + whatIsWrong(file);
        }
        if (thrown instanceof UnknownHostException) {
            return "no such host: " + message;
        }
        if (thrown instanceof SocketTimeoutException) {
            return message == null ? "it took too long" : message;
        }
        Throwable cause = thrown.getCause();
        if (cause != null && (message == null || message.isBlank() || message.equals(cause.toString()))) {
            return text(cause);
        }
        return message == null || message.isBlank() ? words(thrown) : message;
    }

    private static String whatIsWrong(FileSystemException thrown) {
        String reason = thrown.getReason();
        if (reason != null) {
            return reason;
        }
        if (thrown instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (thrown instanceof AccessDeniedException) {
            return "permission denied";
        }
        return thrown instanceof FileAlreadyExistsException ? "is there already" : words(thrown);
    }

    /** {@code StackOverflowError} as "stack overflow error". */
    private static String words(Throwable thrown) {
        return thrown.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
