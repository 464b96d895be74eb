/**
 * One record type for each handshake message and each extension, and the one place where bytes become such values.
 *
 * <p>Reading is strict. A vector out of its bounds, a field cut short or bytes left over are a {@link
 * dev.reprise.internal.wire.DecodeFault}; an extension that stands twice, or in a message that RFC 9846 section 4.3
 * does not allow it in, is refused with {@code illegal_parameter}. What depends on the state of a handshake is not
 * judged here: whether an extension was asked for, whether one is missing, whether a value was offered.
 *
 * <p>The Javadoc of each record is the structure in the presentation language of RFC 9846 section 3. Arrays are copied
 * on their way in and out, unless the record says otherwise.
 */
@NullMarked
package dev.reprise.internal.message;

import org.jspecify.annotations.NullMarked;
