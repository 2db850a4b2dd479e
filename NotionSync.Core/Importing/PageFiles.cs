using NotionSync.Documents;
using NotionSync.Files;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>The files of one page: which were stored, under which names, and which were not.</summary>
public sealed class PageFiles(NotionObject page)
{
    private readonly Dictionary<NotionId, string> _names = [];
    private readonly Dictionary<string, string> _propertyNames = [];
    private readonly List<Attachment> _attachments = [];
    private readonly List<ImportFailure> _failures = [];
    private readonly UniqueNames _unique = new();

    /// <summary>The name of the stored copy, by block.</summary>
    public IReadOnlyDictionary<NotionId, string> Names => _names;

    /// <summary>The names of the stored copies of files in properties, see <see cref="MarkdownContext.PropertyFiles"/>.</summary>
    public IReadOnlyDictionary<string, string> PropertyNames => _propertyNames;

    public IReadOnlyList<Attachment> Attachments => _attachments;

    public IReadOnlyList<ImportFailure> Failures => _failures;

    /// <summary>The first file or PDF block that was stored: what a document of kind file consists of.</summary>
    public Attachment? Content { get; private set; }

    public Attachment? Find(string sourceKey) => _attachments.Find(attachment => attachment.SourceKey == sourceKey);

    /// <summary>A name that no other file of the page has.</summary>
    public string NameFor(string fileName) => _unique.Add(fileName);

    public void Add(MediaReference reference, Attachment attachment)
    {
        if (reference.Type == MediaReference.Property)
        {
            _propertyNames[reference.Key] = attachment.Name;
        }
        else
        {
            _names[reference.BlockId] = attachment.Name;
        }

        if (!_attachments.Contains(attachment))
        {
            _attachments.Add(attachment);
        }

        if (reference.Type is "file" or "pdf")
        {
            Content ??= attachment;
        }
    }

    public void Fail(MediaReference reference, FileDownloadException exception)
        => _failures.Add(new(page.Id, page.Title, exception.Code, $"{reference.Name}: {exception.Message}"));
}
