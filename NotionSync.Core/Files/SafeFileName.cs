using System.Globalization;
using System.Text;

namespace NotionSync.Files;

/// <summary>
/// File names that every system stores, every browser offers and nobody is deceived by: no path, no control or
/// direction characters, no reserved name of Windows, at most 150 bytes of UTF-8, composed (NFC), never empty.
/// </summary>
public static class SafeFileName
{
    /// <summary>Leaves room for what a store or a browser puts around it; most file systems end at 255 bytes.</summary>
    public const int MaxBytes = 150;

    private const string Fallback = "file";

    /// <summary>Longer endings are no extension, but a sentence with a full stop.</summary>
    private const int MaxExtensionLength = 16;

    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", "COM", "LPT", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <param name="name">The block's own name of the file, if any.</param>
    /// <param name="url">Where the file comes from: its path's end is the name of a file without one.</param>
    /// <param name="contentType">Gives a name without an extension its extension.</param>
    public static string From(string? name, string? url, string? contentType)
    {
        var clean = Clean(name ?? string.Empty);

        if (clean.Length == 0)
        {
            clean = Clean(LastSegment(url));
        }

        var (stem, extension) = Split(clean.Length > 0 ? clean : Fallback);

        // "Policy v1.2" has an ending, too, but none that says what it is. A text may have any: settings.toml.
        if (FileTypes.TypeOf(stem + extension) is null
            && (contentType is not "text/plain" || extension.Length == 0)
            && contentType is not null
            && FileTypes.ExtensionOf(contentType) is { } missing)
        {
            (stem, extension) = (stem + extension, $".{missing}");
        }

        if (IsReserved(stem))
        {
            stem = $"_{stem}";
        }

        return Shorten(stem, extension);
    }

    /// <summary>Puts a text between stem and extension, and keeps to the limit.</summary>
    internal static string WithSuffix(string name, string suffix)
    {
        var (stem, extension) = Split(name);
        return Shorten(stem, suffix + extension);
    }

    private static string LastSegment(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? Uri.UnescapeDataString(address.AbsolutePath.TrimEnd('/').Split('/')[^1])
            : string.Empty;

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);

        foreach (var rune in CombiningMarks.Compose(text).EnumerateRunes())
        {
            clean.Append(Rune.IsWhiteSpace(rune) ? " "
                : IsForbidden(rune) ? IsInvisible(rune) ? string.Empty : "_"
                : rune.ToString());
        }

        // Windows drops dots and spaces at the end; at the start a dot hides a file.
        return clean.ToString().Trim(' ').TrimEnd('.', ' ').TrimStart('.', ' ');
    }

    private static bool IsForbidden(Rune rune)
        => rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'
            || rune == Rune.ReplacementChar
            || IsInvisible(rune);

    // Format characters are the bidi overrides, zero-width characters and byte order marks.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;

    private static (string Stem, string Extension) Split(string name)
    {
        var extension = Path.GetExtension(name);

        return extension.Length is > 1 and <= MaxExtensionLength && extension.Length < name.Length && !extension.Contains(' ', StringComparison.Ordinal)
            ? (name[..^extension.Length], extension)
            : (name, string.Empty);
    }

    // CON and CON.pdf, COM1, LPT9; the superscript digits count as well.
    private static bool IsReserved(string stem)
    {
        var first = stem.Split('.')[0].TrimEnd(' ');
        var isNumbered = first.Length == 4 && (char.IsAsciiDigit(first[3]) || first[3] is '¹' or '²' or '³');
        var word = isNumbered ? first[..3] : first;

        return Reserved.Contains(word, StringComparer.OrdinalIgnoreCase)
            && isNumbered == (word.Equals("COM", StringComparison.OrdinalIgnoreCase) || word.Equals("LPT", StringComparison.OrdinalIgnoreCase));
    }

    private static string Shorten(string stem, string extension)
    {
        var room = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        var length = 0;
        var bytes = 0;

        foreach (var rune in stem.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > room)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return length == stem.Length ? stem + extension : stem[..length].TrimEnd('.', ' ') + extension;
    }
}
