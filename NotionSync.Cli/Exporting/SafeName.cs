using System.Globalization;
using System.Text;

namespace NotionSync.Cli.Exporting;

/// <summary>Names for files and folders that every common file system takes, made from any text.</summary>
internal static class SafeName
{
    // File systems take 255 bytes; this leaves room for a number, an extension and a deep tree.
    private const int MaxBytes = 100;
    private const int MaxExtensionBytes = 16;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany((digit) => new[] { $"COM{digit}", $"LPT{digit}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A name for a folder, or for a file whose extension is added after it.</summary>
    public static string ForTitle(string? title) => Clean(title, MaxBytes, "Untitled");

    /// <summary>A name for a file that brings its own extension, which is kept.</summary>
    public static string ForFile(string? name)
    {
        var extension = Path.GetExtension(name) is { Length: > 1 } found && Encoding.UTF8.GetByteCount(found) <= MaxExtensionBytes
            ? $".{Clean(found[1..], MaxExtensionBytes, "bin")}"
            : string.Empty;
        return Clean(extension.Length is 0 ? name : Path.GetFileNameWithoutExtension(name), MaxBytes, "file") + extension;
    }

    private static string Clean(string? text, int maxBytes, string fallback)
    {
        var name = new StringBuilder();
        var bytes = 0;

        foreach (var rune in (text ?? string.Empty).EnumerateRunes())
        {
            var kept = IsAllowed(rune) ? rune : new Rune('-');

            if ((bytes += kept.Utf8SequenceLength) > maxBytes)
            {
                break;
            }

            name.Append(kept.ToString());
        }

        // A leading dot hides a file and a leading dash reads as an option; trailing dots and spaces vanish on Windows; composed
        // letters compare alike everywhere.
        var clean = name.ToString().Normalize(NormalizationForm.FormC).Trim('.', '-', ' ');
        return clean.Length is 0 ? fallback : Reserved.Contains(clean.Split('.')[0]) ? $"_{clean}" : clean;
    }

    private static bool IsAllowed(Rune rune) => rune.Value switch
    {
        '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' => false,
        0xFFFD => false,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned),
    };
}
