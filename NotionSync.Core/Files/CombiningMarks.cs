using System.Collections.Frozen;
using System.Text;

namespace NotionSync.Files;

/// <summary>
/// Composes letters and marks to single characters (NFC), as far as file names need it: those of macOS come decomposed.
/// The app runs without the system's culture data, where <see cref="string.Normalize()"/> changes nothing.
/// </summary>
internal static class CombiningMarks
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;

    // Mark, letters, and the same letters with the mark.
    private static readonly (char Mark, string Letters, string Composed)[] Table =
    [
        ('\u0300', "AEIOUaeiouNnÜü", "ÀÈÌÒÙàèìòùǸǹǛǜ"),
        ('\u0301', "AEIOUYaeiouyCcLlNnRrSsZzGgKkMmPpWwÜü", "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǴǵḰḱḾḿṔṕẂẃǗǘ"),
        ('\u0302', "AEIOUaeiouCcGgHhJjSsWwYyZz", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑ"),
        ('\u0303', "AINOUainouEeVvYy", "ÃĨÑÕŨãĩñõũẼẽṼṽỸỹ"),
        ('\u0304', "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
        ('\u0306', "AEGIOUaegiouИи", "ĂĔĞĬŎŬăĕğĭŏŭЙй"),
        ('\u0307', "CEGIZcegzAaOo", "ĊĖĠİŻċėġżȦȧȮȯ"),
        ('\u0308', "AEIOUYaeiouyЕеІі", "ÄËÏÖÜŸäëïöüÿЁёЇї"),
        ('\u030A', "AUau", "ÅŮåů"),
        ('\u030B', "OUou", "ŐŰőű"),
        ('\u030C', "CDENRSTZcdenrstzLlGgAaIiOoUu", "ČĎĚŇŘŠŤŽčďěňřšťžĽľǦǧǍǎǏǐǑǒǓǔ"),
        ('\u0323', "AEIOUYaeiouyDdHhKkLlMmNnRrSsTtVvWwZz", "ẠẸỊỌỤỴạẹịọụỵḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓ"),
        ('\u0327', "CcSsTtGgKkLlNnRrEe", "ÇçŞşŢţĢģĶķĻļŅņŖŗȨȩ"),
        ('\u0328', "AEIUaeiuOo", "ĄĘĮŲąęįųǪǫ"),
        ('\u3099', "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホウう",
            "がぎぐげござじずぜぞだぢづでどばびぶべぼガギグゲゴザジズゼゾダヂヅデドバビブベボヴゔ"),
        ('\u309A', "はひふへほハヒフヘホ", "ぱぴぷぺぽパピプペポ"),
    ];

    private static readonly FrozenDictionary<(char Letter, char Mark), char> Compositions = Table
        .SelectMany(row => row.Letters.Zip(row.Composed, (letter, composed) => KeyValuePair.Create((letter, row.Mark), composed)))
        .ToFrozenDictionary();

    public static string Compose(string text)
    {
        var composed = new StringBuilder(text.Length);

        foreach (var character in text)
        {
            if (composed.Length > 0 && Compose(composed[^1], character) is { } both)
            {
                composed[^1] = both;
            }
            else
            {
                composed.Append(character);
            }
        }

        return composed.ToString();
    }

    private static char? Compose(char first, char second)
    {
        if (Compositions.TryGetValue((first, second), out var composed))
        {
            return composed;
        }

        var (lead, vowel) = (first - LeadBase, second - VowelBase);

        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return (char)(HangulBase + (((lead * VowelCount) + vowel) * TailCount));
        }

        var (syllable, tail) = (first - HangulBase, second - TailBase);

        return syllable is >= 0 and < LeadCount * VowelCount * TailCount && syllable % TailCount == 0 && tail is > 0 and < TailCount
            ? (char)(first + tail)
            : null;
    }
}
