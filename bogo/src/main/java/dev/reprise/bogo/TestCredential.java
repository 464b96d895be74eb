package dev.reprise.bogo;

import dev.reprise.internal.crypto.SignatureScheme;
import dev.reprise.internal.handshake.HandshakeProgress;
import dev.reprise.internal.handshake.Identity;
import dev.reprise.internal.handshake.IdentityBinding;
import dev.reprise.internal.handshake.IdentityChooser;
import dev.reprise.internal.settings.NamedIdentities;
import dev.reprise.internal.settings.PemFiles;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key and the chain of the command line, shown to whoever asks, and what is to be expected of who asks. */
final class TestCredential implements IdentityChooser {
    private final Options options;
    private final NamedIdentities.@Nullable Credential credential;

    private TestCredential(Options options, NamedIdentities.@Nullable Credential credential) {
        this.options = options;
        this.credential = credential;
    }

    /** @throws Unimplemented if the key is of a kind that this library has no signatures for */
    static TestCredential of(Options options) {
        Optional<String> chain = options.text(Flag.CERT_FILE);
        Optional<String> key = options.text(Flag.KEY_FILE);
        if (chain.isEmpty() || key.isEmpty()) {
            return new TestCredential(options, null);
        }
        try {
            return new TestCredential(options, PemFiles.identity(Path.of(chain.get()), Path.of(key.get())));
        } catch (IllegalArgumentException e) {
            throw new Unimplemented(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public @Nullable Identity choose(
            List<SignatureScheme> schemes, List<byte[]> authorities, HandshakeProgress progress) {
        if (options.has(Flag.FAIL_CERT_CALLBACK)) {
            throw new IllegalStateException("the choice of a certificate fails, as it was told to");
        }
        checkPeer(authorities, progress);
        NamedIdentities.Credential mine = credential;
        if (mine == null) {
            return null;
        }
        return preferred(schemes, progress).stream()
                .filter(scheme ->
                        scheme.suits(progress.version(), mine.chain().get(0).getPublicKey()))
                .findFirst()
                .map(scheme -> new Identity(mine.chain(), mine.key(), scheme, status()))
                .orElse(null);
    }

    /** The OCSP response that stands beside its certificate; empty if there is none. */
    private byte[] status() {
        return options.text(Flag.OCSP_RESPONSE)
                .filter(response -> !options.has(Flag.DECLINE_OCSP_CALLBACK))
                .map(Base64.getDecoder()::decode)
                .orElse(new byte[0]);
    }

    /** The schemes in which it can sign, of all that there are. */
    List<SignatureScheme> schemes() {
        NamedIdentities.Credential mine = credential;
        return mine == null
                ? List.of()
                : SignatureScheme.defaults().stream()
                        .filter(scheme ->
                                scheme.suitsInTls12(mine.chain().get(0).getPublicKey()))
                        .toList();
    }

    private List<SignatureScheme> preferred(List<SignatureScheme> schemes, HandshakeProgress progress) {
        List<Integer> signing = options.numbers(Flag.SIGNING_PREFS);
        return signing.isEmpty()
                ? schemes
                : signing.stream()
                        .map(SignatureScheme::of)
                        .filter(progress.peerSchemes()::contains)
                        .toList();
    }

    private void checkPeer(List<byte[]> authorities, HandshakeProgress progress) {
        List<Integer> expected = options.numbers(Flag.EXPECT_PEER_VERIFY_PREF);
        List<Integer> verifies =
                progress.peerSchemes().stream().map(SignatureScheme::code).toList();
        if (!expected.isEmpty() && !expected.equals(verifies)) {
            throw new Complaint("the peer verifies " + verifies + ", not " + expected);
        }
        options.text(Flag.EXPECT_CLIENT_CA_LIST).ifPresent(list -> {
            List<String> received =
                    authorities.stream().map(HexFormat.of()::formatHex).toList();
            if (!received.equals(AuthorityList.hexNames(list))) {
                throw new Complaint("the server accepts the authorities " + received + ", not " + list);
            }
        });
    }

    @Override
    public byte[] bindings() {
        return IdentityBinding.of(
                credential == null ? List.of() : List.of(credential.chain().get(0)));
    }
}
