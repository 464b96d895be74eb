package dev.reprise.internal.crypto;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What asking the JCA's providers gave, for as long as they are the same in the same order. Providers may come and go, but not with
 * every connection, and to ask them all takes longer than a record does.
 */
final class PerProviders<T> {
    private final Supplier<T> question;
    private volatile @Nullable Answer<T> last;

    /** @param providers those who were asked */
    private record Answer<T>(Provider[] providers, T value) {}

    PerProviders(Supplier<T> question) {
        this.question = question;
    }

    T get() {
        Provider[] providers = Security.getProviders();
        Answer<T> answer = last;
        if (answer == null || !Arrays.equals(answer.providers(), providers)) {
            answer = new Answer<>(providers, question.get());
            last = answer;
        }
        return answer.value();
    }
}
