package dev.reprise.interop.ftps;

import dev.reprise.Reprise;
import dev.reprise.interop.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.impl.DefaultFtpServer;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache FtpServer on Reprise, which takes data connections only of the client whose control connection it is. */
final class FtpServerOnReprise implements AutoCloseable {
    private final FtpServer server;

    /** @param users each with the password {@code secret} and a folder of that name */
    FtpServerOnReprise(Path folder, String... users) throws IOException, FtpException {
        RepriseSslConfiguration tls = new RepriseSslConfiguration(Reprise.server()
                .identity(Certificates.ec().certificate(), Certificates.ec().key())
                .build());
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setSslConfiguration(tls);
        data.setPassiveIpCheck(true);
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        listener.setSslConfiguration(tls);
        listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
        CommandFactoryFactory commands = new CommandFactoryFactory();
        commands.addCommand("USER", ResumedDataConnections.user(tls));
        FtpServerFactory factory = new FtpServerFactory();
        factory.setCommandFactory(commands.createCommandFactory());
        factory.addListener("default", listener.createListener());
        factory.setUserManager(users(folder, users));
        server = factory.createServer();
        server.start();
    }

    private static UserManager users(Path folder, String... names) throws IOException, FtpException {
        UserManager users = new PropertiesUserManagerFactory().createUserManager();
        for (String name : names) {
            BaseUser user = new BaseUser();
            user.setName(name);
            user.setPassword("secret");
            user.setHomeDirectory(Files.createDirectory(folder.resolve(name)).toString());
            user.setAuthorities(List.of(new WritePermission()));
            users.save(user);
        }
        return users;
    }

    int port() {
        return ((DefaultFtpServer) server).getListener("default").getPort();
    }

    @Override
    public void close() {
        server.stop();
    }
}
