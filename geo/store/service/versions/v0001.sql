CREATE TABLE agreement_changes (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	agreement_id TEXT NOT NULL, 
	changed INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	content TEXT NOT NULL
)
--
CREATE INDEX ix_agreement_changes_agreement_id ON agreement_changes (agreement_id)
--
CREATE TRIGGER agreement_changes_stay BEFORE UPDATE ON agreement_changes BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END
--
CREATE TRIGGER agreement_changes_whole BEFORE DELETE ON agreement_changes BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END
--
CREATE TRIGGER agreement_changes_once BEFORE INSERT ON agreement_changes WHEN EXISTS (SELECT 1 FROM agreement_changes WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'changes of agreements are written once'); END
--
CREATE TABLE agreements (
	agreement_id TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'ended')), 
	content TEXT NOT NULL, 
	changed INTEGER NOT NULL, 
	PRIMARY KEY (agreement_id)
)
--
CREATE INDEX ix_agreements_agency ON agreements (agency)
--
CREATE TABLE api_tokens (
	token_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	agreement_ids TEXT NOT NULL, 
	created INTEGER NOT NULL, 
	created_by TEXT NOT NULL, 
	expires INTEGER NOT NULL, 
	revoked INTEGER, 
	used INTEGER, 
	secret_hash TEXT NOT NULL, 
	PRIMARY KEY (token_id)
)
--
CREATE INDEX ix_api_tokens_agency ON api_tokens (agency)
--
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	agency TEXT, 
	source TEXT NOT NULL, 
	action TEXT NOT NULL, 
	what TEXT NOT NULL, 
	details TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (hash)
)
--
CREATE INDEX ix_audit_action ON audit (action)
--
CREATE INDEX ix_audit_at ON audit (at)
--
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
--
CREATE TRIGGER audit_whole BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
--
CREATE TRIGGER audit_once BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number OR hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
--
CREATE TABLE embeds (
	embed_id TEXT NOT NULL, 
	agreement_id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	page TEXT NOT NULL CHECK (page IN ('map', 'list', 'counts')), 
	place TEXT NOT NULL, 
	origins TEXT NOT NULL, 
	accent TEXT NOT NULL, 
	ground TEXT NOT NULL, 
	logo BLOB, 
	logo_kind TEXT CHECK (logo_kind IN ('image/png', 'image/svg+xml')), 
	language TEXT NOT NULL CHECK (language IN ('id', 'en')), 
	created INTEGER NOT NULL, 
	created_by TEXT NOT NULL, 
	starts INTEGER NOT NULL, 
	expires INTEGER NOT NULL, 
	revoked INTEGER, 
	epoch INTEGER DEFAULT '0' NOT NULL, 
	secret_hash TEXT NOT NULL, 
	PRIMARY KEY (embed_id)
)
--
CREATE INDEX ix_embeds_agreement_id ON embeds (agreement_id)
--
CREATE TABLE failures (
	who TEXT NOT NULL, 
	n INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (who)
)
--
CREATE INDEX ix_failures_last ON failures (last)
--
CREATE TABLE once (
	key_hash TEXT NOT NULL, 
	created INTEGER NOT NULL, 
	status INTEGER, 
	answer TEXT, 
	PRIMARY KEY (key_hash)
)
--
CREATE INDEX ix_once_created ON once (created)
--
CREATE TABLE region_drafts (
	draft_id TEXT NOT NULL, 
	created INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	pack BLOB NOT NULL, 
	PRIMARY KEY (draft_id)
)
--
CREATE TABLE region_history (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	replaced INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	changes TEXT NOT NULL, 
	pack BLOB NOT NULL
)
--
CREATE TABLE releases (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	release_id TEXT NOT NULL, 
	agreement_id TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	period TEXT NOT NULL, 
	first_day TEXT NOT NULL, 
	edition INTEGER NOT NULL CHECK (edition >= 0), 
	data_day TEXT NOT NULL, 
	made INTEGER NOT NULL, 
	rows INTEGER NOT NULL, 
	shown INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	content TEXT NOT NULL, 
	notices TEXT NOT NULL, 
	UNIQUE (agreement_id, period, edition), 
	UNIQUE (release_id)
)
--
CREATE INDEX ix_releases_agreement_id ON releases (agreement_id)
--
CREATE TRIGGER releases_stay BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'releases are written once'); END
--
CREATE TRIGGER releases_whole BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'releases are written once'); END
--
CREATE TRIGGER releases_once BEFORE INSERT ON releases WHEN EXISTS (SELECT 1 FROM releases WHERE number = NEW.number OR release_id = NEW.release_id OR (agreement_id = NEW.agreement_id AND period = NEW.period AND edition = NEW.edition)) BEGIN SELECT RAISE(ABORT, 'releases are written once'); END
--
CREATE TABLE reports (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	report_id TEXT NOT NULL, 
	code_hash TEXT NOT NULL, 
	sending_hash TEXT NOT NULL, 
	state TEXT DEFAULT 'new' NOT NULL CHECK (state IN ('new', 'reviewing', 'accepted', 'merged', 'refused', 'answered', 'closed')), 
	kind TEXT NOT NULL, 
	place_how TEXT NOT NULL CHECK (place_how IN ('map', 'position', 'district', 'text')), 
	lon REAL, 
	lat REAL, 
	accuracy_m REAL, 
	precision_m REAL, 
	district TEXT, 
	village TEXT, 
	place_text TEXT, 
	occurred INTEGER, 
	occurred_precision TEXT NOT NULL CHECK (occurred_precision IN ('minute', 'day', 'unknown')), 
	device_time INTEGER, 
	device_sent INTEGER, 
	received INTEGER NOT NULL, 
	text TEXT, 
	language TEXT NOT NULL, 
	doubts TEXT DEFAULT '' NOT NULL, 
	agency TEXT, 
	handler TEXT, 
	forwarded INTEGER, 
	decided INTEGER, 
	reason TEXT, 
	incident_id TEXT, 
	merged_into TEXT, 
	waiting INTEGER DEFAULT '0' NOT NULL, 
	unread INTEGER DEFAULT '0' NOT NULL, 
	forgotten INTEGER, 
	forgotten_why TEXT, 
	changed INTEGER NOT NULL, 
	CHECK (lon IS NULL OR (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90)), 
	CHECK (forgotten IS NULL OR (text IS NULL AND place_text IS NULL AND lon IS NULL)), 
	UNIQUE (report_id), 
	UNIQUE (code_hash), 
	UNIQUE (sending_hash)
)
--
CREATE INDEX reports_inbox ON reports (state, received)
--
CREATE INDEX reports_kind ON reports (kind, occurred)
--
CREATE TABLE upkeep (
	chore TEXT NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')), 
	began INTEGER NOT NULL, 
	alive INTEGER NOT NULL, 
	ended INTEGER, 
	good INTEGER, 
	progress REAL, 
	told TEXT NOT NULL, 
	PRIMARY KEY (chore)
)
--
CREATE TABLE uploads (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	upload_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	user_name TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	name TEXT NOT NULL, 
	stored TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	bytes INTEGER NOT NULL, 
	state TEXT NOT NULL CHECK (state IN ('uploaded', 'previewed', 'queued', 'running', 'done', 'failed', 'cancelled')), 
	round INTEGER DEFAULT '1' NOT NULL, 
	options TEXT NOT NULL, 
	mends TEXT, 
	preview TEXT, 
	report TEXT, 
	import_id TEXT, 
	progress FLOAT DEFAULT '0' NOT NULL, 
	stage TEXT, 
	heartbeat INTEGER, 
	created INTEGER NOT NULL, 
	started INTEGER, 
	finished INTEGER, 
	UNIQUE (upload_id)
)
--
CREATE INDEX ix_uploads_agency ON uploads (agency)
--
CREATE INDEX ix_uploads_digest ON uploads (digest)
--
CREATE INDEX ix_uploads_import_id ON uploads (import_id)
--
CREATE INDEX ix_uploads_state ON uploads (state)
--
CREATE INDEX uploads_waiting ON uploads (state, number)
--
CREATE TABLE users (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	full_name TEXT NOT NULL, 
	agency TEXT, 
	role TEXT NOT NULL CHECK (role IN ('partner', 'commander', 'analyst', 'admin')), 
	password TEXT, 
	active INTEGER DEFAULT '1' NOT NULL, 
	created INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	signed_in INTEGER, 
	UNIQUE (name)
)
--
CREATE TABLE embed_uses (
	embed_id TEXT NOT NULL, 
	hour INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	told INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (embed_id, hour), 
	FOREIGN KEY(embed_id) REFERENCES embeds (embed_id)
)
 WITHOUT ROWID
--
CREATE TABLE links (
	link_hash TEXT NOT NULL, 
	user INTEGER, 
	created INTEGER NOT NULL, 
	expires INTEGER NOT NULL, 
	PRIMARY KEY (link_hash), 
	FOREIGN KEY(user) REFERENCES users (number) ON DELETE CASCADE
)
--
CREATE INDEX ix_links_expires ON links (expires)
--
CREATE TABLE report_contacts (
	number INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	PRIMARY KEY (number), 
	FOREIGN KEY(number) REFERENCES reports (number) ON DELETE CASCADE
)
--
CREATE TABLE report_messages (
	message INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number INTEGER NOT NULL, 
	sent INTEGER NOT NULL, 
	side TEXT NOT NULL CHECK (side IN ('citizen', 'staff')), 
	author TEXT, 
	asks INTEGER DEFAULT '0' NOT NULL, 
	text TEXT NOT NULL, 
	FOREIGN KEY(number) REFERENCES reports (number) ON DELETE CASCADE
)
--
CREATE INDEX ix_report_messages_number ON report_messages (number)
--
CREATE TABLE report_photos (
	number INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (number, position), 
	FOREIGN KEY(number) REFERENCES reports (number) ON DELETE CASCADE
)
--
CREATE TABLE report_views (
	"view" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	number INTEGER NOT NULL, 
	seen INTEGER NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	what TEXT NOT NULL, 
	FOREIGN KEY(number) REFERENCES reports (number)
)
--
CREATE INDEX ix_report_views_number ON report_views (number)
--
CREATE TRIGGER report_views_stay BEFORE UPDATE ON report_views BEGIN SELECT RAISE(ABORT, 'views of reports are written once'); END
--
CREATE TRIGGER report_views_whole BEFORE DELETE ON report_views BEGIN SELECT RAISE(ABORT, 'views of reports are written once'); END
--
CREATE TABLE sessions (
	id_hash TEXT NOT NULL, 
	user INTEGER NOT NULL, 
	created INTEGER NOT NULL, 
	seen INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (id_hash), 
	FOREIGN KEY(user) REFERENCES users (number) ON DELETE CASCADE
)
--
CREATE INDEX ix_sessions_seen ON sessions (seen)
--
CREATE INDEX ix_sessions_user ON sessions (user)
