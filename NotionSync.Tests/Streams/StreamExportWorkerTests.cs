using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Emulator;
using NotionSync.Storage;
using NotionSync.Streams;
using NotionSync.Streams.Exporting;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Syncing;

namespace NotionSync.Tests.Streams;

public sealed class StreamExportWorkerTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    /// <summary>The storage has done what it was asked, the answer was lost, and the second try is refused: it was somebody else's by then.</summary>
    [Theory]
    [InlineData(EmulatorOptions.EmptyWorld)]
    [InlineData(EmulatorOptions.SampleWorld)]
    public async Task An_update_whose_answer_is_lost_loses_no_part_and_stops_no_export(string workspace)
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, new() { World = workspace }, services => services
            .AddSingleton<IStreamExportSender, NoSender>()
            .AddSingleton<IStreamExportStore>(provider => new ForgetfulStore(new(provider.GetRequiredService<BlobServiceClient>()))));
        var exports = world.Get<StreamExports>();
        StreamRequest[] requests = [.. new[] { "pages", "data_sources" }.Select(name => StreamService.Check(name, StreamMode.FullRefresh, null, null, null, false))];
        var started = await exports.StartAsync(world.Tenant, world.Connection.Id, requests, default);

        await world.Get<StreamExportWorker>().HandleAsync(new(world.Tenant, started.Id), default);

        var export = await exports.GetAsync(world.Tenant, started.Id, default);
        using var content = new MemoryStream();
        await exports.CopyAsync(export, content, default);
        Assert.Equal(StreamExportStatus.Completed, export.Status);
        Assert.Equal(export.Streams.Sum(stream => stream.Records), Encoding.UTF8.GetString(content.ToArray()).Count(character => character == '\n'));
        Assert.Equal(workspace == EmulatorOptions.SampleWorld, content.Length > 0);
    }

    [Fact]
    public async Task An_export_whose_first_message_was_lost_is_sent_again_when_somebody_looks_once_in_a_while()
    {
        var sender = new NoSender();
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, new() { World = EmulatorOptions.EmptyWorld }, services => services.AddSingleton<IStreamExportSender>(sender));
        var exports = world.Get<StreamExports>();
        var started = await exports.StartAsync(world.Tenant, world.Connection.Id, [StreamService.Check("users", StreamMode.FullRefresh, null, null, null, false)], default);
        await exports.GetAsync(world.Tenant, started.Id, default);
        Assert.Equal(1, sender.Sent);

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => exports.GetAsync(world.Tenant, started.Id, default)));
        Assert.Equal(2, sender.Sent);

        await world.Get<StreamExportWorker>().HandleAsync(new(world.Tenant, started.Id), default);
        world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(StreamExportStatus.Completed, (await exports.GetAsync(world.Tenant, started.Id, default)).Status);
        Assert.Equal(2, sender.Sent);
    }

    private sealed class NoSender : IStreamExportSender
    {
        private int _sent;

        public int Sent => _sent;

        public Task SendAsync(StreamExportMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            return Task.CompletedTask;
        }
    }

    /// <summary>Says of the first update, and of the first one with what was read, that somebody else was first.</summary>
    private sealed class ForgetfulStore(BlobStreamExportStore store) : IStreamExportStore
    {
        private readonly HashSet<bool> _forgotten = [];

        public Task<StreamExport> AddAsync(StreamExport run, CancellationToken cancellationToken) => store.AddAsync(run, cancellationToken);

        public Task<StreamExport?> FindAsync(string tenantId, string exportId, CancellationToken cancellationToken) => store.FindAsync(tenantId, exportId, cancellationToken);

        public Task<(IReadOnlyList<StreamExport> Items, string? Continuation)> ListAsync(string tenantId, string? continuation, int pageSize, CancellationToken cancellationToken)
            => store.ListAsync(tenantId, continuation, pageSize, cancellationToken);

        public async Task<StreamExport?> TryUpdateAsync(StreamExport run, CancellationToken cancellationToken)
        {
            var updated = await store.TryUpdateAsync(run, cancellationToken);
            return _forgotten.Add(run.Streams[0].IsDone) ? null : updated;
        }

        public Task WritePartAsync(StreamExport run, string part, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.WritePartAsync(run, part, content, cancellationToken);

        public Task CopyPartAsync(StreamExport run, string part, Stream target, CancellationToken cancellationToken) => store.CopyPartAsync(run, part, target, cancellationToken);

        public Task RemovePartAsync(StreamExport run, string part, CancellationToken cancellationToken) => store.RemovePartAsync(run, part, cancellationToken);

        public Task RemoveAsync(string tenantId, string exportId, CancellationToken cancellationToken) => store.RemoveAsync(tenantId, exportId, cancellationToken);
    }
}
