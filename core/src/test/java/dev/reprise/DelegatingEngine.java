package dev.reprise;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** An engine around an engine, as frameworks have them. */
class DelegatingEngine extends SSLEngine {
    private final SSLEngine inside;

    DelegatingEngine(SSLEngine inside) {
        super(inside.getPeerHost(), inside.getPeerPort());
        this.inside = inside;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer destination)
            throws SSLException {
        return inside.wrap(sources, offset, length, destination);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] destinations, int offset, int length)
            throws SSLException {
        return inside.unwrap(source, destinations, offset, length);
    }

    @Override
    public Runnable getDelegatedTask() {
        return inside.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        inside.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return inside.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        inside.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return inside.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return inside.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return inside.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        inside.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return inside.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return inside.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        inside.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return inside.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return inside.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        inside.beginHandshake();
    }

    @Override
    public SSLEngineResult.HandshakeStatus getHandshakeStatus() {
        return inside.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean client) {
        inside.setUseClientMode(client);
    }

    @Override
    public boolean getUseClientMode() {
        return inside.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        inside.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return inside.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        inside.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return inside.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean may) {
        inside.setEnableSessionCreation(may);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return inside.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return inside.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        inside.setSSLParameters(parameters);
    }

    @Override
    public String getApplicationProtocol() {
        return inside.getApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        inside.setHandshakeApplicationProtocolSelector(selector);
    }
}
