using System.Security.Cryptography;
using System.Text;
using NotionSync.Records;

namespace NotionSync.Publishing;

/// <summary>Under which keys everything about access lies.</summary>
internal static class PublishingKeys
{
    public const string Contacts = "contact";
    public const string Groups = "group";
    public const string Grants = "grant";
    public const string Links = "link";
    public const string NdaTexts = "nda";
    public const string Acceptances = "accepted";
    public const string Requests = "request";

    public static string SigningKey => "signing";

    public static string Contact(string id) => RecordKey.Of(Contacts, id);

    /// <summary>Makes an address unique: the contact is added together with this key.</summary>
    public static string Email(string email) => RecordKey.Of("email", Hash(email));

    public static string Group(string id) => RecordKey.Of(Groups, id);

    public static string GrantsOf(GrantSubject subject) => RecordKey.Of(Grants, subject.Key);

    public static string Grant(GrantSubject subject, string id) => RecordKey.Of(Grants, subject.Key, id);

    public static string Link(string id) => RecordKey.Of(Links, id);

    public static string NdaText(int version) => RecordKey.Of(NdaTexts, RecordKey.Descending(version));

    public static string AcceptancesOf(string contactId) => RecordKey.Of(Acceptances, contactId);

    public static string Acceptance(string contactId, int version) => RecordKey.Of(Acceptances, contactId, RecordKey.Descending(version));

    public static string Request(string id) => RecordKey.Of(Requests, id);

    /// <summary>One request per address: asking again replaces what was asked before.</summary>
    public static string RequestId(string email) => Hash(email);

    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether a text may be the id of a contact, group or link: 32 hexadecimal digits in lower case.</summary>
    public static bool IsId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
