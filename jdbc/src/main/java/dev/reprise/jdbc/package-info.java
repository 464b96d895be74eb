/**
 * Sessions and ticket keys in an SQL database that all nodes reach: {@link dev.reprise.jdbc.JdbcSessionStore} and
 * {@link dev.reprise.jdbc.JdbcKeyRegister}, over a {@code DataSource} of the application's, or by a SPEC ({@code jdbc:...}).
 */
@NullMarked
package dev.reprise.jdbc;

import org.jspecify.annotations.NullMarked;
