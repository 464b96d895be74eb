package dev.reprise.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.CipherSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AeadAlgorithmTest {

    @ParameterizedTest
    @EnumSource
    void theCiphersOfOneAlgorithmAreOfOneProvider(AeadAlgorithm algorithm) throws Exception {
        assertThat(algorithm.newCipher().getProvider())
                .isSameAs(algorithm.newCipher().getProvider());
    }

    @Test
    void aProviderThatComesFirstAndTakesNoKeyOfOursIsPassedOver() throws Exception {
        Provider usual = AeadAlgorithm.AES_128_GCM.newCipher().getProvider();
        Provider refusing = new Refusing();
        Security.insertProviderAt(refusing, 1);
        try {
            assertThat(AeadAlgorithm.AES_128_GCM.isUsable()).isTrue();
            assertThat(AeadAlgorithm.AES_128_GCM.newCipher().getProvider()).isSameAs(usual);
        } finally {
            Security.removeProvider(refusing.getName());
        }
    }

    /** Has the algorithm, and wants keys of a device of its own. */
    private static final class Refusing extends Provider {
        private static final long serialVersionUID = 1L;

        Refusing() {
            super("AeadAlgorithmRefusing", "1", "takes no key");
            putService(new Service(this, "Cipher", "AES/GCM/NoPadding", RefusingGcm.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new RefusingGcm();
                }
            });
        }
    }

    private static final class RefusingGcm extends CipherSpi {
        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
            throw new InvalidKeyException("no key of this device");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException {
            throw new InvalidKeyException("no key of this device");
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException {
            throw new InvalidKeyException("no key of this device");
        }

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return 16;
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return inputLength;
        }

        @Override
        protected byte[] engineGetIV() {
            return new byte[0];
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            throw new IllegalStateException("was never initialised");
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new IllegalStateException("was never initialised");
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length) {
            throw new IllegalStateException("was never initialised");
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset) {
            throw new IllegalStateException("was never initialised");
        }
    }
}
