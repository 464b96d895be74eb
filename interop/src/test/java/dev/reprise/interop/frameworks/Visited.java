package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Handshake;

/**
 * What came of one connection of a {@link Visitor}.
 *
 * @param visitor what its process has printed by then
 */
record Visited(Handshake handshake, String visitor) {
    /** Asserts that it got the answer of a {@link FrameworkServer} in that protocol, over a connection that came about that way. */
    void answered(String protocol, String how) {
        came(protocol, how);
        assertThat(handshake.fields()).as(visitor).containsEntry("answer", FrameworkServer.ANSWER);
    }

    /** Asserts that it got an answer in that protocol, over a connection of which the library's own objects say that it came about that way. */
    void came(String protocol, String how) {
        assertThat(handshake.fields())
                .as(visitor)
                .containsEntry("ok", true)
                .containsEntry("protocol", protocol)
                .containsEntry("told", true);
        assertThat(handshake.how()).as(visitor).isEqualTo(how);
    }

    /** Asserts that it got none. */
    void failed() {
        assertThat(handshake.ok()).as(visitor).isFalse();
    }
}
