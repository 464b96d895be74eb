/**
 * Sessions: what they are, who keeps them, how long they live, and what happens when one cannot be resumed.
 *
 * <h2>What a session is</h2>
 *
 * A full TLS handshake is expensive twice: it takes a round trip more, and it signs and verifies. At its end both peers share a
 * secret and know who the other one is. A <em>session</em> is that result, kept: with it, a later connection can skip certificates and
 * signatures. Here it is one immutable value, {@link dev.reprise.session.TlsSession}, whatever the version of the protocol and
 * whatever the mechanism that carries it.
 *
 * <p>A session does not only speed things up, it speaks for a peer: who resumes is taken for who authenticated then. Therefore it holds
 * everything the full handshake decided (the suite, the names, the chain of certificates, the policy of the side that made it)
 * and all of that is compared again before it is resumed. A session that does not fit is refused.
 *
 * <h2>Who keeps it</h2>
 *
 * <ul>
 *   <li><b>The server</b>, in a {@code SessionStore}; the client holds a reference only. TLS 1.2 calls it a session ID, TLS 1.3
 *       a ticket all the same. Only a store can make sure that a ticket is used once, and can forget a session for good.
 *   <li><b>The client</b>, in a ticket: the server's state, sealed under a key of the server's, which then remembers nothing. All
 *       nodes that share the ticket keys can resume it. Such a ticket cannot be taken back before it expires, only its key.
 *   <li><b>The client again</b>, for itself: whichever of the two the server chose, the client must keep its own half.
 *       {@link dev.reprise.session.ClientSessions} is that place: in memory, or in files, so that the next process resumes what this
 *       one was given. A TLS 1.3 server gives several tickets, and each is meant for one connection.
 * </ul>
 *
 * A program can also keep a session in its own hands: {@link dev.reprise.session.TlsSession#export()} gives bytes,
 * {@link dev.reprise.session.TlsSession#parse parse} the session. The bytes contain the secret and are as precious as a password. What
 * a store keeps, in contrast, is sealed before it gets there.
 *
 * <h2>Three lifetimes</h2>
 *
 * They are easily taken for each other:
 *
 * <ul>
 *   <li>How long an <b>authentication</b> counts. The clock starts at the full handshake, the
 *       {@linkplain dev.reprise.session.Origin origin}, and no resumption starts it again: a chain of resumed connections ends when the
 *       origin is too old, 6 hours unless configured, 7 days at most (RFC 9846 section 4.7.1).
 *       {@link dev.reprise.session.TlsSession#expiresAt()} says when. A peer's certificate that expires ends it sooner.
 *   <li>How long a <b>ticket</b> may be used. The server says so when it issues it, and says no more than what is left of the first.
 *       In TLS 1.3 a lifetime of 0 means to discard it at once; in TLS 1.2, that nothing is said.
 *   <li>How long a <b>key</b> that seals tickets lives. It seals for one period, then only opens, until the last ticket it sealed has
 *       expired; then it is wiped. A stolen key opens what was sealed under it and no more.
 * </ul>
 *
 * All times are kept to the millisecond. A session that another node issued up to five minutes ahead of this one's clock counts as new.
 *
 * <h2>One authentication, many connections</h2>
 *
 * {@link dev.reprise.session.Resumption#origin()} stays the same over a chain, so that a server can ask whether two connections come
 * from the same authentication ({@link dev.reprise.session.Resumption#isResumptionOf}): an FTP server, for one, takes a data
 * connection only from the client of the control connection.
 *
 * <h2>What goes wrong, and what then happens</h2>
 *
 * The key is gone, the store is down, the session has expired, the suite was disabled, the client now needs a certificate: whatever
 * goes wrong with resumption costs a full handshake, and not the connection. The {@link dev.reprise.session.Reason} is
 * always there, the same word in the API, in logs and in metrics. The exceptions are few, and RFCs ask for each:
 *
 * <ul>
 *   <li>a binder that does not verify: somebody shows a ticket without knowing its secret (RFC 9846 section 4.3.11);
 *   <li>a TLS 1.2 session with extended master secret, offered by a hello without (RFC 7627 section 5.3);
 *   <li>a peer whose answer contradicts the offer it answers.
 * </ul>
 *
 * Those end the connection with an alert. A damaged file of sessions, an export cut short, or one from a version still to come is
 * none of them: {@link dev.reprise.session.TlsSession#parse} throws {@link dev.reprise.session.SessionFormatException}, a
 * {@link dev.reprise.session.ClientSessions} drops the session and logs a line, and the next connection makes a new one.
 *
 * <p>A client never learns why a server did not resume; it reports {@link dev.reprise.session.Reason#DECLINED}. The server knows.
 */
@NullMarked
package dev.reprise.session;

import org.jspecify.annotations.NullMarked;
