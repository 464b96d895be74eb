package dev.reprise.testkit;

import dev.reprise.session.StoreProvider;
import java.util.List;
import java.util.UUID;

class ShelfProviderTest extends StoreProviderContract {
    private final String name = "shelf" + UUID.randomUUID();

    @Override
    protected Class<? extends StoreProvider> provider() {
        return ShelfProvider.class;
    }

    @Override
    protected String spec() {
        return "shelf://" + name;
    }

    @Override
    protected String specThatCannotBeUnderstood() {
        return "shelf:";
    }

    @Override
    protected List<String> specsWith(String password) {
        return List.of("shelf://someone:" + password + "@" + name, "shelf:" + "//" + name + "/?password=" + password);
    }
}
