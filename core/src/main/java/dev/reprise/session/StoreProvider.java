package dev.reprise.session;

import java.util.Set;

/**
 * Makes a store out of a SPEC such as {@code redis://127.0.0.1:6379}, for the command line and for properties, which can
 * only name one. Found by {@link java.util.ServiceLoader}: a module that brings a store lists its provider with
 * {@code provides dev.reprise.session.StoreProvider with ...} and in {@code META-INF/services}.
 *
 * <p>The schemes {@code memory}, {@code none} and {@code file} are the core's own and cannot be taken.
 */
public interface StoreProvider {
    /** The schemes this provider answers to: what stands before the first colon of a SPEC, in lower case. */
    Set<String> schemes();

    /**
     * Opens the store that the SPEC names. The caller closes it.
     *
     * @param spec the whole SPEC, its scheme included; one of {@link #schemes()}
     * @throws IllegalArgumentException if the SPEC cannot be understood; the message says what was expected
     * @throws StoreException if the store cannot be opened
     */
    SessionStore sessionStore(String spec) throws StoreException;
}
