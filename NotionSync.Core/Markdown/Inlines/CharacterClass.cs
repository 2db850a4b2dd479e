using System.Globalization;
using System.Text;

namespace NotionSync.Markdown.Inlines;

/// <summary>What a character is to the rules for emphasis (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run).</summary>
internal enum CharacterClass : byte
{
    /// <summary>White space, or the start or end of the text.</summary>
    Space,
    Punctuation,

    /// <summary>Punctuation to CommonMark 0.31 and a letter to CommonMark 0.30: symbols beyond ASCII.</summary>
    Symbol,
    Other,
}

internal static class CharacterClasses
{
    public static CharacterClass OfFirst(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return CharacterClass.Space;
        }

        if (text[0] < 0x80)
        {
            return OfAscii(text[0]);
        }

        Rune.DecodeFromUtf8(text, out var rune, out _);
        return Of(rune);
    }

    public static CharacterClass OfLast(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return CharacterClass.Space;
        }

        if (text[^1] < 0x80)
        {
            return OfAscii(text[^1]);
        }

        Rune.DecodeLastFromUtf8(text, out var rune, out _);
        return Of(rune);
    }

    /// <summary>How many bytes of white space the text begins with.</summary>
    public static int LeadingSpace(ReadOnlySpan<byte> text)
    {
        var length = 0;

        while (length < text.Length)
        {
            if (text[length] > ' ' && text[length] < 0x80)
            {
                break;
            }

            Rune.DecodeFromUtf8(text[length..], out var rune, out var consumed);

            if (Of(rune) is not CharacterClass.Space)
            {
                break;
            }

            length += consumed;
        }

        return length;
    }

    /// <summary>How many bytes of white space the text ends with.</summary>
    public static int TrailingSpace(ReadOnlySpan<byte> text)
    {
        var rest = text.Length;

        while (rest > 0)
        {
            if (text[rest - 1] > ' ' && text[rest - 1] < 0x80)
            {
                break;
            }

            Rune.DecodeLastFromUtf8(text[..rest], out var rune, out var consumed);

            if (Of(rune) is not CharacterClass.Space)
            {
                break;
            }

            rest -= consumed;
        }

        return text.Length - rest;
    }

    private static CharacterClass OfAscii(byte value)
        => value is (byte)' ' or (byte)'\n' or (byte)'\t' ? CharacterClass.Space
            : char.IsAsciiLetterOrDigit((char)value) || value < ' ' ? CharacterClass.Other
            : CharacterClass.Punctuation;

    private static CharacterClass Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.IsAscii => OfAscii((byte)rune.Value),
        UnicodeCategory.SpaceSeparator => CharacterClass.Space,

        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterClass.Punctuation,

        UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
            or UnicodeCategory.OtherSymbol => CharacterClass.Symbol,

        // Beyond the basic plane some parsers see two halves of a character, and take neither for a letter.
        _ => rune.IsBmp ? CharacterClass.Other : CharacterClass.Symbol,
    };
}
