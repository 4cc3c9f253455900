<?php
/**
 * As much of WordPress and WooCommerce as the plugin uses. It reads a list of situations as JSON, runs a hook in each as
 * WooCommerce would, and prints what each led to:
 * [{"output": text, "result": value, "modules": {name: address}, "options": {name: value}}].
 */

define( 'ABSPATH', __DIR__ );
error_reporting( E_ALL );
set_error_handler(
	static function ( int $level, string $message, string $file, int $line ): bool {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);

$situations = json_decode( stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
$hooks      = array();
// Of the current situation:
$asked   = array();
$options = array();
$modules = array();

class WC_Order {
	private $id;
	private $status;

	public function __construct( int $id, string $status ) {
		$this->id     = $id;
		$this->status = $status;
	}

	public function get_id(): int {
		return $this->id;
	}

	/** As WooCommerce's own: what wc_get_is_paid_statuses lists. */
	public function is_paid(): bool {
		return in_array( $this->status, array( 'processing', 'completed' ), true );
	}
}

function wc_get_order( $id ) {
	global $asked;
	return isset( $asked['orders'][ $id ] ) ? new WC_Order( (int) $id, $asked['orders'][ $id ] ) : false;
}

function add_filter( string $hook, callable $callback, int $priority = 10, int $accepted = 1 ): void {
	global $hooks;
	$hooks[ $hook ][] = array( $callback, $accepted );
}

function add_action( string $hook, callable $callback, int $priority = 10, int $accepted = 1 ): void {
	add_filter( $hook, $callback, $priority, $accepted );
}

function apply_filters( string $hook, ...$args ) {
	global $hooks;
	foreach ( $hooks[ $hook ] ?? array() as list( $callback, $accepted ) ) {
		$args[0] = $callback( ...array_slice( $args, 0, $accepted ) );
	}
	return $args[0];
}

function do_action( string $hook, ...$args ): void {
	global $hooks;
	foreach ( $hooks[ $hook ] ?? array() as list( $callback, $accepted ) ) {
		$callback( ...array_slice( $args, 0, $accepted ) );
	}
}

function get_option( string $name, $default = false ) {
	global $options;
	return $options[ $name ] ?? $default;
}

function determine_locale(): string {
	global $asked;
	return $asked['locale'];
}

function current_user_can( string $capability ): bool {
	global $asked;
	return in_array( $capability, $asked['capabilities'], true );
}

function admin_url( string $path ): string {
	return 'https://www.my-shop.example/wp-admin/' . $path;
}

function esc_html( string $text ): string {
	return htmlspecialchars( $text, ENT_QUOTES );
}

function esc_url_raw( string $url ): string {
	$url = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', $url );
	return preg_match( '~^https?://~', $url ) ? $url : '';
}

function esc_url( string $url ): string {
	return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $url ) );
}

// A function can't be taken away again: this applies to all situations.
if ( $situations[0]['wordpressHasModules'] ) {
	function wp_enqueue_script_module( string $name, string $src, array $dependencies, $version ): void {
		global $modules;
		$modules[ $name ] = $src;
	}
}

/** As WC_Admin_Settings::output_fields. */
function output_fields( array $fields ): void {
	foreach ( $fields as $field ) {
		$value = $field['value'] ?? get_option( $field['id'], '' );
		printf( '<label>%s</label><input value="%s"><p>%s</p>', $field['title'] ?? '', esc_html( $value ), $field['desc'] ?? '' );
	}
}

/** As WC_Admin_Settings::save_fields: null isn't saved. */
function save_fields( array $fields, array $posted ): void {
	global $options;
	foreach ( $fields as $field ) {
		$value = apply_filters( 'woocommerce_admin_settings_sanitize_option_' . $field['id'], $posted[ $field['id'] ] ?? null );
		if ( null !== $value ) {
			$options[ $field['id'] ] = $value;
		}
	}
}

require dirname( __DIR__, 2 ) . '/integrations/woocommerce/thankflow.php';

do_action( 'before_woocommerce_init' );

function show( array $asked ) {
	switch ( $asked['show'] ) {
		case 'thank-you page':
			return do_action( 'woocommerce_thankyou', $asked['order'] );
		case 'account':
			return do_action( 'woocommerce_view_order', $asked['order'] );
		case 'mail':
			$order = wc_get_order( $asked['order'] );
			return do_action( 'woocommerce_email_after_order_table', $order, $asked['toAdmin'], $asked['plain'], null );
		case 'admin pages':
			return do_action( 'admin_notices' );
		case 'settings':
			output_fields( apply_filters( 'woocommerce_get_settings_advanced', array(), $asked['section'] ) );
			return apply_filters( 'woocommerce_get_sections_advanced', array( '' => 'Page setup' ) );
		case 'saved settings':
			return save_fields( apply_filters( 'woocommerce_get_settings_advanced', array(), 'thankflow' ), $asked['posted'] );
	}
}

$outcomes = array();
foreach ( $situations as $asked ) {
	$options = $asked['options'];
	$modules = array();
	ob_start();
	$result     = show( $asked );
	$outcomes[] = array(
		'output'  => ob_get_clean(),
		'result'  => $result,
		'modules' => (object) $modules,
		'options' => (object) $options,
	);
}
echo json_encode( $outcomes, JSON_THROW_ON_ERROR );
