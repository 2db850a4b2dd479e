using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NotionSync;

/// <summary>
/// The opaque cursor of a list: a place in the list, marked with the list and the scope (tenant, filters) it belongs
/// to. The mark finds mistakes, it is no signature: a place must never decide what a caller may see.
/// </summary>
public static class Cursor
{
    private const byte Version = 1;

    private const int MarkLength = 8;

    private const int HeaderLength = 1 + MarkLength;

    /// <summary>Longer cursors are refused unread: 4,096 characters.</summary>
    private const int MaxLength = 4096;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="list">The list's own name, for example <c>documents</c>.</param>
    /// <param name="scope">What else the place depends on: tenant, filters, order. Any text.</param>
    /// <param name="value">The place to go on from; any text up to about 3,000 bytes.</param>
    public static string Encode(string list, string scope, string value)
    {
        var place = Utf8.GetBytes(value);
        var bytes = new byte[HeaderLength + place.Length];

        bytes[0] = Version;
        Mark(list, scope, place).CopyTo(bytes.AsSpan(1));
        place.CopyTo(bytes, HeaderLength);

        var cursor = Base64Url.EncodeToString(bytes);
        return cursor.Length <= MaxLength
            ? cursor
            : throw new ArgumentOutOfRangeException(nameof(value), place.Length, "The place is too long for a cursor.");
    }

    /// <returns>The value given to <see cref="Encode"/>; null without a cursor.</returns>
    /// <exception cref="ProblemException"><c>invalid_cursor</c>: garbage, or the cursor of another list or scope.</exception>
    public static string? Decode(string list, string scope, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }

        // IsValid alone forgives padding and white space, which no cursor of ours has.
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor, out var length) || length < HeaderLength || cursor.AsSpan().ContainsAnyExcept(Alphabet))
        {
            throw Invalid();
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        var place = bytes.AsSpan(HeaderLength);

        if (bytes[0] != Version || !Mark(list, scope, place).AsSpan().SequenceEqual(bytes.AsSpan(1, MarkLength)))
        {
            throw Invalid();
        }

        return Utf8.GetString(place);
    }

    // Lengths before the texts: ("a", "bc") and ("ab", "c") have different marks.
    private static byte[] Mark(string list, string scope, ReadOnlySpan<byte> place)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        hash.AppendData(Utf8.GetBytes($"{list.Length}:{list}{scope.Length}:{scope}"));
        hash.AppendData(place);

        return hash.GetHashAndReset()[..MarkLength];
    }

    private static ProblemException Invalid()
        => new(ProblemKind.Invalid, "invalid_cursor", "The cursor does not belong to this list. Start again without a cursor.");
}
