package dev.reprise.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;

/** A source whose database calls itself something else. */
final class OtherProduct {
    private OtherProduct() {}

    static DataSource of(DataSource inside) {
        return wrap(DataSource.class, inside);
    }

    private static <T> T wrap(Class<T> type, T inside) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("getDatabaseProductName")) {
                return "Acme SQL";
            }
            Object result;
            try {
                result = method.invoke(inside, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof Connection connection) {
                return wrap(Connection.class, connection);
            }
            return result instanceof DatabaseMetaData metadata ? wrap(DatabaseMetaData.class, metadata) : result;
        }));
    }
}
