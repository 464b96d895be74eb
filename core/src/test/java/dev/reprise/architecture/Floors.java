package dev.reprise.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.OptionalInt;

/** The floors of the house, as ARCHITECTURE.md lists them: what stands on one uses only what stands below it. */
final class Floors {
    static final String ROOT = "dev.reprise";

    private static final Map<String, Integer> FLOOR_OF = Map.ofEntries(
            entry(ROOT, 9),
            entry(ROOT + ".jsse", 8),
            entry(ROOT + ".internal.jsse", 8),
            entry(ROOT + ".internal.settings", 7),
            entry(ROOT + ".internal.engine", 7),
            entry(ROOT + ".internal.handshake", 6),
            entry(ROOT + ".internal.handshake.client", 6),
            entry(ROOT + ".internal.handshake.client.tls12", 6),
            entry(ROOT + ".internal.handshake.server", 6),
            entry(ROOT + ".internal.handshake.server.tls12", 6),
            entry(ROOT + ".internal.store", 5),
            entry(ROOT + ".internal.resumption", 4),
            entry(ROOT + ".internal.record", 3),
            entry(ROOT + ".internal.message", 3),
            entry(ROOT + ".session", 2),
            entry(ROOT + ".internal.session", 2),
            entry(ROOT + ".internal.crypto", 1),
            entry(ROOT + ".internal.wire", 0));

    private Floors() {}

    static OptionalInt floorOf(String packageName) {
        Integer floor = FLOOR_OF.get(packageName);
        return floor == null ? OptionalInt.empty() : OptionalInt.of(floor);
    }

    /** Packages that share a floor may see each other; which of them may not is said by rules of their own. */
    static ArchCondition<JavaClass> standOnAFloorAndUseNoneAbove() {
        return new ArchCondition<>("stand on a floor and use none above it") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                OptionalInt floor = floorOf(user.getPackageName());
                if (floor.isEmpty()) {
                    events.add(
                            SimpleConditionEvent.violated(user, user.getName() + " is in a package without a floor"));
                    return;
                }
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    OptionalInt used = floorOf(dependency.getTargetClass().getPackageName());
                    if (used.isPresent() && used.getAsInt() > floor.getAsInt()) {
                        events.add(SimpleConditionEvent.violated(
                                user,
                                "floor " + floor.getAsInt() + " uses floor " + used.getAsInt() + ": "
                                        + dependency.getDescription()));
                    }
                }
            }
        };
    }
}
