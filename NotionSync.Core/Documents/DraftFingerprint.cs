using System.Security.Cryptography;
using System.Text;

namespace NotionSync.Documents;

/// <summary>Tells two states of a page apart.</summary>
/// <param name="Content">Over everything that makes the content.</param>
/// <param name="Source">Over the content and the title.</param>
internal sealed record DraftFingerprint(string Content, string Source)
{
    public static DraftFingerprint Of(DocumentDraft draft)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(draft.Markdown.Span));

        // With lengths between, so that no two contents share a text to hash.
        foreach (var attachment in draft.Attachments)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{attachment.Name.Length}:{attachment.Name}{attachment.ContentType.Length}:{attachment.ContentType}{attachment.Sha256}"));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(draft.File?.Name ?? string.Empty));
        var content = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        hash.AppendData(Encoding.UTF8.GetBytes($"{content}{draft.Title}"));
        return new(content, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }
}
