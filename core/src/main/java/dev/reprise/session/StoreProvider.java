package dev.reprise.session;

import java.util.Set;

/**
 * Makes a store, or a register of ticket keys, out of a SPEC such as {@code redis://127.0.0.1:6379}, for the command line and for properties, which can
 * only name one. Found by {@link java.util.ServiceLoader}: a module that brings a store lists its provider with
 * {@code provides dev.reprise.session.StoreProvider with ...} and in {@code META-INF/services}.
 *
 * <p>The schemes {@code memory}, {@code none}, {@code file}, {@code dir}, {@code ephemeral} and {@code derive} are the core's own and cannot be taken.
 *
 * <p>A SPEC may hold a password. No message and no {@link Object#toString()} may.
 */
public interface StoreProvider {
    /** The schemes this provider answers to: what stands before the first colon of a SPEC, in lower case. */
    Set<String> schemes();

    /**
     * Opens the store that the SPEC names. The caller closes it.
     *
     * <p>A store that cannot be reached at the moment is best opened all the same, and its calls fail until it can be: a node that starts while
     * its store is down should serve, and resume once the store is back.
     *
     * @param spec the whole SPEC, its scheme included; one of {@link #schemes()}
     * @throws IllegalArgumentException if the SPEC cannot be understood; the message says what was expected
     * @throws StoreException if the store cannot be opened
     */
    SessionStore sessionStore(String spec) throws StoreException;

    /**
     * Opens the register of ticket keys that the SPEC names, like {@link #sessionStore}. Unless overridden there is none.
     *
     * @param spec the whole SPEC, its scheme included; one of {@link #schemes()}
     * @throws IllegalArgumentException if the SPEC cannot be understood, or this provider has no register; the message says what was expected
     * @throws StoreException if the register cannot be opened
     */
    default KeyRegister keyRegister(String spec) throws StoreException {
        throw new IllegalArgumentException(
                "no ticket keys are kept in " + spec.substring(0, spec.indexOf(':') + 1) + "...: only sessions");
    }
}
