package dev.reprise.internal.jsse;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SSLParameters} learned after Java 17: signature schemes in 19, named groups in 20. Null stands for the
 * provider's default.
 */
final class NewerParameters {
    private static final @Nullable MethodHandle GET_SCHEMES = getter("getSignatureSchemes");
    private static final @Nullable MethodHandle SET_SCHEMES = setter("setSignatureSchemes");
    private static final @Nullable MethodHandle GET_GROUPS = getter("getNamedGroups");
    private static final @Nullable MethodHandle SET_GROUPS = setter("setNamedGroups");

    private NewerParameters() {}

    static String @Nullable [] signatureSchemes(SSLParameters parameters) {
        return get(GET_SCHEMES, parameters);
    }

    static void signatureSchemes(SSLParameters parameters, String @Nullable [] names) {
        set(SET_SCHEMES, parameters, names);
    }

    static String @Nullable [] namedGroups(SSLParameters parameters) {
        return get(GET_GROUPS, parameters);
    }

    static void namedGroups(SSLParameters parameters, String @Nullable [] names) {
        set(SET_GROUPS, parameters, names);
    }

    private static String @Nullable [] get(@Nullable MethodHandle getter, SSLParameters parameters) {
        if (getter == null) {
            return null;
        }
        try {
            return (String[]) getter.invokeExact(parameters);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }

    private static void set(@Nullable MethodHandle setter, SSLParameters parameters, String @Nullable [] names) {
        if (setter == null) {
            return;
        }
        try {
            setter.invokeExact(parameters, names);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new IllegalStateException(checked);
        }
    }

    private static @Nullable MethodHandle getter(String name) {
        return find(name, MethodType.methodType(String[].class));
    }

    private static @Nullable MethodHandle setter(String name) {
        return find(name, MethodType.methodType(void.class, String[].class));
    }

    private static @Nullable MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name, type);
        } catch (NoSuchMethodException | IllegalAccessException older) {
            return null;
        }
    }
}
