package dev.reprise.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void areComparedByTheLettersOfAsciiOnly() {
        assertThat(Names.lowerCase("WWW.Shop-1.EXAMPLE")).isEqualTo("www.shop-1.example");
        assertThat(Names.same("Shop.Example", "sHOP.eXAMPLE")).isTrue();
        assertThat(Names.same("shop.example", "shop.example.")).isFalse();
    }

    @Test
    void areNotMadeTheSameByLettersThatLookLikeOthers() {
        assertThat(Names.lowerCase("\u212a.example")).isEqualTo("\u212a.example"); // the Kelvin sign
        assertThat(Names.same("\u212a.example", "k.example")).isFalse();
        assertThat(Names.lowerCase("\u0130")).isEqualTo("\u0130"); // I with a dot
    }

    @Test
    void areTheSameWhereBothAreAbsent() {
        assertThat(Names.same(null, null)).isTrue();
        assertThat(Names.same(null, "a")).isFalse();
        assertThat(Names.same("a", null)).isFalse();
    }
}
