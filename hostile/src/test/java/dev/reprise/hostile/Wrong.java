package dev.reprise.hostile;

import de.rub.nds.modifiablevariable.util.Modifiable;
import de.rub.nds.tlsattacker.core.protocol.ProtocolMessage;
import de.rub.nds.tlsattacker.core.protocol.message.ApplicationMessage;
import java.util.List;

/** What can be wrong about the place of a message in a handshake. */
enum Wrong {
    MISSING("is missing"),
    DOUBLED("comes twice"),
    OUT_OF_ORDER("changes places with the next"),
    UNPROTECTED("comes without protection"),
    AFTER_DATA("comes after application data"),
    UNALIGNED("shares its record with the beginning of another, before new keys");

    /** The beginning of a message of type 20, Finished. */
    private static final byte[] BEGINNING = {20, 0};

    private final String words;

    Wrong(String words) {
        this.words = words;
    }

    boolean suits(List<Line> lines, int at) {
        return switch (this) {
            case MISSING -> !lines.get(at).mayBeMissing();
            case OUT_OF_ORDER -> at + 1 < lines.size();
            case UNPROTECTED -> lines.get(at).protectedByKeys();
            case UNALIGNED -> lines.get(at).keysFollow();
            default -> true;
        };
    }

    /**
     * Plays the whole handshake with that fault, says something afterwards, and waits for the end. From the fault on nothing is waited for:
     * the other side should be gone.
     */
    void play(Attacker attacker, List<Line> lines, int at) {
        for (int i = 0; i < at; i++) {
            attacker.say(lines.get(i));
        }
        Line line = lines.get(at);
        int next = at + 1;
        switch (this) {
            case MISSING -> {}
            case DOUBLED -> attacker.say(line).send(line.message().get());
            case OUT_OF_ORDER -> {
                attacker.send(lines.get(next).message().get());
                attacker.send(line.message().get());
                next++;
            }
            case UNPROTECTED -> attacker.unprotected().send(line.message().get());
            case AFTER_DATA ->
                attacker.send(new ApplicationMessage()).send(line.message().get());
            case UNALIGNED -> {
                ProtocolMessage message = line.message().get();
                message.setCompleteResultingMessage(Modifiable.append(BEGINNING));
                attacker.send(message);
            }
        }
        for (int i = next; i < lines.size(); i++) {
            attacker.sendIfItCan(lines.get(i).message().get());
        }
        attacker.sendIfItCan(new ApplicationMessage()).untilTheEnd();
    }

    @Override
    public String toString() {
        return words;
    }
}
