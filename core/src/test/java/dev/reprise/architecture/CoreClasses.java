package dev.reprise.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The core's own classes, wherever a build writes them; ArchUnit's own option knows only {@code target/test-classes}. */
final class CoreClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
        return !location.contains("/test-classes/");
    }

    /** The tests of the core. */
    static final class Tests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/test-classes/");
        }
    }
}
