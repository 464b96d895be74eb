/**
 * What a session store, a register of ticket keys and their provider promise, as JUnit tests. Whoever writes one extends the class that fits and says how it
 * is opened:
 *
 * <pre>{@code
 * class ShelfSessionStoreTest extends SharedSessionStoreContract {
 *     @TempDir
 *     Path directory;
 *
 *     protected SessionStore open() {
 *         return new ShelfSessionStore(directory);
 *     }
 *
 *     protected SessionStore openAnother() {
 *         return new ShelfSessionStore(directory);
 *     }
 * }
 * }</pre>
 *
 * <table>
 *   <caption>The contracts</caption>
 *   <tr><th>class</th><th>for</th></tr>
 *   <tr><td>{@link dev.reprise.testkit.SessionStoreContract}</td><td>stores within one process</td></tr>
 *   <tr><td>{@link dev.reprise.testkit.SharedSessionStoreContract}</td><td>stores that several processes share, or that outlive one</td></tr>
 *   <tr><td>{@link dev.reprise.testkit.KeyRegisterContract}</td><td>registers within one process</td></tr>
 *   <tr><td>{@link dev.reprise.testkit.SharedKeyRegisterContract}</td><td>registers that nodes share</td></tr>
 *   <tr><td>{@link dev.reprise.testkit.StoreProviderContract}</td><td>what opens them from a SPEC</td></tr>
 * </table>
 *
 * <p>What the tests cannot see is the author's to show: that an answer survives a loss of power or a fail-over, and that no call waits longer than it may. They
 * run with JUnit 5 and 6, and need no other library.
 */
@NullMarked
package dev.reprise.testkit;

import org.jspecify.annotations.NullMarked;
